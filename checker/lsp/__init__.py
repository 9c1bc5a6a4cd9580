"""The language server: an editor's messages go in; what the checker knows of the open pages comes out.

It needs pygls (the extra `lsp`), and is imported by `checker lsp` alone.
"""
