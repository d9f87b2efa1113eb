"""How is money kept? As whole cents, spoken of as exact decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

CENTS = 100
MOST = Decimal("999999999999.99")  # the household file's own limit


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]  # no generic at run time
    """Dollars and cents in Python, integer cents in the column.

    Sums are exact on every database; a decimal column is not on SQLite.
    """

    description = _("Dollars and cents")
    # What a type checker lets a row be given.
    _pyi_private_set_type: Decimal | int | Combinable  # type: ignore[assignment]  # no float here

    def deconstruct(self) -> Any:
        # A migration must not import our code; to the database this is a whole number.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs

    @cached_property
    def validators(self) -> list[Any]:
        # In place of the integer field's own: those would compare decimals with cents.
        own = [DecimalValidator(14, 2), MinValueValidator(Decimal(0)), MaxValueValidator(MOST)]
        return [*self._validators, *own]  # type: ignore[attr-defined]

    def from_db_value(self, value: Any, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-2)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError(_("Money is never a float."))
        return Decimal(value)

    def get_prep_value(self, value: Any) -> int | None:
        amount = self.to_python(value)
        if amount is None:
            return None
        cents = amount * CENTS
        if cents != cents.to_integral_value():
            raise ValidationError(_("Write no more than two decimals."))
        return int(cents)

    def formfield(self, **kwargs: Any) -> Any:
        defaults = {"form_class": forms.DecimalField, "decimal_places": 2, "max_digits": 14}
        return models.Field.formfield(self, **(defaults | kwargs))  # type: ignore[arg-type]
