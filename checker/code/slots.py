"""Where in a sample a name can be given."""

from __future__ import annotations

from typing import Literal

Slot = Literal["model", "deployment", "url", "body", "shown", "assigned", "literal", "remark"]
"""Where in a sample a name stands: the call's `model=`, the client's deployment, the URL, a body's field, an answer.

A `literal` is a value that is a model's name whole, whatever it is given to; a `remark` is one that is not run: in code
that is commented out, or the example that a comment gives.
"""
