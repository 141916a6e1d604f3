"""`Idempotency-Key`: the same call is answered as it was the first time; another call under the same key is refused.

Without the header a call may be repeated too, since (service, reference) and the bytes decide. The header serves programs that compare answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from institutional_pages.access.machine_errors import KeyIsRunning, KeyUsedOtherwise
from institutional_pages.access.models import MachineAnswer
from institutional_pages.api.calling import known_machine
from institutional_pages.api.problems import refused
from institutional_pages.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_CALL: Final = timedelta(minutes=10)  # a call that was cut off in the middle gives its key back after that
PIECE: Final = 1024 * 1024
View = Callable[..., HttpResponse]


class Body:
    """The body of a request, read like a file; what was read is hashed on the way."""

    def __init__(self, request: HttpRequest) -> None:
        self._request, self._digest = request, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        piece = self._request.read(size)
        self._digest.update(piece)
        return piece

    def digest(self) -> str:
        """Of everything: what nobody has read yet is read now."""
        while self.read(PIECE):
            pass
        return self._digest.hexdigest()


def once(view: View) -> View:
    """For an operation that changes something."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "").strip()[:200]
        request.sent = Body(request)  # type: ignore[attr-defined]
        if not key:
            return view(request, *args, **kwargs)
        try:
            kept, is_new = _begin(request, key)
            if not is_new:
                return _again(request, kept)
        except Refusal as refusal:  # we stand outside the view, whose errors the interface answers itself
            return refused(request, refusal)
        answer: HttpResponse | None = None
        try:
            answer = view(request, *args, **kwargs)
        finally:
            _settle(request, kept, answer)
        return answer

    return answered


def _begin(request: HttpRequest, key: str) -> tuple[MachineAnswer, bool]:
    """The row of this key, and whether this call is its first; a call that never ended gives way after ten minutes."""
    machine, now = known_machine(request).machine, timezone.now()
    call = hashlib.sha256(f"{request.method} {request.get_full_path()}".encode()).hexdigest()
    with transaction.atomic(durable=not transaction.get_connection().in_atomic_block):
        MachineAnswer.objects.filter(machine=machine, key=key, status=0, begun_at__lt=now - LONGEST_CALL).delete()
        kept, is_new = MachineAnswer.objects.get_or_create(machine=machine, key=key, defaults={"call": call, "begun_at": now})
    if not is_new and kept.call != call:
        raise KeyUsedOtherwise
    if not is_new and kept.status == 0:
        raise KeyIsRunning
    return kept, is_new


def _again(request: HttpRequest, kept: MachineAnswer) -> HttpResponse:
    if request.sent.digest() != kept.content:  # type: ignore[attr-defined]
        raise KeyUsedOtherwise
    return HttpResponse(kept.body, status=kept.status, content_type="application/json", headers={"Idempotency-Replayed": "true"})


def _settle(request: HttpRequest, kept: MachineAnswer, answer: HttpResponse | None) -> None:
    """Only what succeeded is kept: after a refusal the same key may be sent with what was mended."""
    if answer is None or answer.status_code >= 300:
        MachineAnswer.objects.filter(pk=kept.pk).delete()
        return
    content = request.sent.digest()  # type: ignore[attr-defined]
    MachineAnswer.objects.filter(pk=kept.pk).update(content=content, status=answer.status_code, body=answer.content.decode())
