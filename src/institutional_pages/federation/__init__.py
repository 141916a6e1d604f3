"""Signing in by a national federation over OpenID Connect. Imports nothing of the product."""
