"""The sentences of a tax return, by code. How their numbers are written: `planning.wording`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CAVEATS = {
    "projected_law": _("Federal figures of {years} are projected, not published."),
    "spouse_left_out": _(
        "{rows} rows describe a spouse whom their filing status does not put on the return; "
        "age and blindness of that spouse were left out."
    ),
    "state_grade": _(
        "The table of {state} is verified with grade {grade}: within 100 dollars or 3% for "
        "{share:%} of the households tried."
    ),
    "state_year": _(
        "The tax of {state} is that of its table of {table_year}, also in other years."
    ),
    "credits": _(
        "Credits are not in the figures: those for dependents, foreign tax, care and energy "
        "would lower the tax."
    ),
    "self_employment": _(
        "Self-employment tax and the deduction for qualified business income are not modelled."
    ),
    "lump_sum_benefits": _(
        "The election to tax a lump sum of Social Security of earlier years as if it had come"
        " then is not modelled; it can only lower the tax."
    ),
    "niit_expenses": _(
        "Expenses that reduce net investment income, such as the state tax on it, are not "
        "modelled; they would lower the tax."
    ),
    "separate_minimum_tax": _(
        "The addition to a separate filer's minimum taxable income past the exemption is not "
        "modelled; it would raise the tax."
    ),
    "state_itemized": _(
        "State itemized deductions, local taxes and refundable credits are not in the state "
        "figures."
    ),
    "hold_harmless": _(
        "The limit on the rise of the standard Part B premium for most people with benefits "
        "is not modelled."
    ),
}
