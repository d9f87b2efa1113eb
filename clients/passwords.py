"""Which passwords are accepted? Long ones that are not made of words anybody would try."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.access import firm_of, membership_of
from clients.models import Role, User

LONGEST = 128
SHORTEST = 15
SHORTEST_OF_A_CLIENT = 12
PRODUCT_WORDS = {"advisorsite", "advisor", "retirement", "planning", "distribution", "password"}
LEAST_BESIDE_WORDS = 8


class LengthValidator:
    """15 characters for people of a firm, 12 for clients, 128 at most."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            message = _("Use at most %(longest)d characters.") % {"longest": LONGEST}
            raise ValidationError(message, code="password_too_long")
        if len(password) < _shortest(user):
            message = _("Use at least %(shortest)d characters.") % {"shortest": _shortest(user)}
            raise ValidationError(message, code="password_too_short")

    def get_help_text(self) -> str:
        return _("At least %(shortest)d characters: a sentence is easy to remember.") % {
            "shortest": SHORTEST
        }


class WordsValidator:
    """What is left without the words of the product and the firm must be long enough."""

    def validate(self, password: str, user: Any = None) -> None:
        words = PRODUCT_WORDS | _firm_words(user)
        # The longest first, so that "advisorsite" does not leave "site".
        pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        if len(set(re.sub(pattern, "", password.lower()))) < LEAST_BESIDE_WORDS:
            message = _("It is too easy to guess: use more words, and not the firm's name.")
            raise ValidationError(message, code="password_too_guessable")

    def get_help_text(self) -> str:
        return _("Not the name of the firm, nor a word of this product, nor one that is common.")


def _shortest(user: Any) -> int:
    membership = membership_of(user) if isinstance(user, User) and user.pk else None
    role = membership.role if membership else getattr(user, "invited_as", None)
    return SHORTEST_OF_A_CLIENT if role == Role.CLIENT else SHORTEST


def _firm_words(user: Any) -> set[str]:
    member = isinstance(user, User) and user.pk
    firm = firm_of(user) if member else getattr(user, "invited_to", None)
    words = re.findall(r"\w+", firm.name.lower()) if firm else []
    return {word for word in words if len(word) > 2}
