"""How passwords and card codes are hashed."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class StandardHasher(Argon2PasswordHasher):
    """argon2id at 19 MiB, two passes, one lane (OWASP's figures): 17 ms a sign-in instead of 91 (performance.md §4)."""

    algorithm = "argon2-19mib"
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
