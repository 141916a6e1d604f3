"""The interface for machines: HTTP under /api/v1, keys and tokens, problems by RFC 9457."""
