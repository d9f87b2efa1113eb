"""What is known of a request behind the sign-in?"""

from __future__ import annotations

from django.http import HttpRequest

from clients.models import User


class SignedInRequest(HttpRequest):
    """A request that `SignInMiddleware` let pass: somebody's, never nobody's. For types only."""

    user: User
