"""A form that is acted on once, however often its page is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile


class OnceForm(forms.Form):
    """Carries a key of the page it is on; see `clients.services.once`."""

    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    @property
    def sending(self) -> UUID | None:
        """The key of what was sent. The same page sent with something else typed is another."""
        page: UUID | None = self.cleaned_data["request_key"]
        return uuid5(page, json.dumps([*self._sent()])) if page else None

    def _sent(self) -> Iterator[tuple[str, Any]]:
        for name in sorted(self.fields):
            data = self[name].data
            yield name, _digest(data) if isinstance(data, UploadedFile) else data


def _digest(upload: UploadedFile[bytes]) -> str:
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
