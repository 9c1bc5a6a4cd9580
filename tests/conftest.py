"""Fixtures that more than one file asks for."""

from .repositories import repo

__all__ = ["repo"]
