"""What is known of a request?"""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from clients.models import User


class SignedInRequest(HttpRequest):
    """A request that `SignInMiddleware` let pass: somebody's, never nobody's. For types only."""

    user: User


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, also when that is nothing; None where none was sent."""
    return request.POST if request.method == "POST" else None
