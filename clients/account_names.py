"""What is an account called, on every page, in every letter and file?"""

from __future__ import annotations

from django.utils.translation import gettext as _


def account_name(
    name: str, kind_text: str, custodian: str | None = None, number_last4: str | None = None
) -> str:
    """Return an account's own name, or else its kind, where it is, and how its number ends."""
    if name:
        return name
    made = (
        _("{kind} at {custodian}").format(kind=kind_text, custodian=custodian)
        if custodian
        else kind_text
    )
    # Three points and no ellipsis: a line may break after that, and never within this.
    return f"{made} ...{number_last4}" if number_last4 else made
