"""The server for assistants: questions about a docs tree go in; findings, mentions and what is known come out.

It needs the SDK of the Model Context Protocol (the extra `mcp`), and is imported by `checker mcp` alone. Its tools only
read.
"""
