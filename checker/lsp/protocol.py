"""Messages of an editor go in; those that cannot be understood, or come too late, are answered with an error.

What an editor has asked it waits for, so each request gets an answer, whatever is wrong with it.
"""

from __future__ import annotations

from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import RPCMessage, RPCRequest


class Protocol(LanguageServerProtocol):
    """The protocol of the library, which itself answers only requests that it understands."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return the message that some data are; raises `JsonRpcException` if they are none, and answers a request."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and isinstance(data.get("id"), (int, str)):
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def handle_message(self, message: RPCMessage) -> None:
        """Delegate a message; raises `JsonRpcInvalidRequest` for what is none."""
        if not hasattr(message, "jsonrpc"):
            raise JsonRpcInvalidRequest("not a message of JSON-RPC")
        if self._shutdown and isinstance(message, RPCRequest):
            error = JsonRpcInvalidRequest("the session has ended")
            self._send_response(message.id, error=error.to_response_error())
            return
        super().handle_message(message)
