"""Institutional Pages: one secure electronic mailbox page for every public welfare centre."""

__version__ = "0.1.0"
