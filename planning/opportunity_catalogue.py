"""The sentences of opportunities, by code. How their numbers are written: `planning.wording`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS = {
    "low_years": _("Low-income years"),
    "bracket_room": _("Room in the bracket"),
    "irmaa_edge": _("Medicare surcharge near"),
    "gain_room": _("Gains at 0%"),
    "loss": _("Losses to realise"),
    "rmd_start": _("First required withdrawal"),
    "gift": _("Gift from an IRA"),
    "credit_cliff": _("Health insurance credit near its end"),
}

UNDECIDED = "undecided"  # asked for like a kind

SURENESS = {
    "recorded": _("on record"),
    "estimated": _("estimated income"),
    "ahead": _("depends on later years"),
    "wish": _("depends on a wish"),
}

# What could be done, and what its value is.
TELLS = {
    "bracket": _(
        "Convert or withdraw {amount:$0} more in {year} within the {rate:%} bracket. It costs "
        "{cost:$0} now; at {next_rate:%} it would cost {otherwise:$0}."
    ),
    "deduction": _(
        "Convert or withdraw {amount:$0} more in {year}: the deduction is not used up, and it "
        "costs {cost:$0} now; at {next_rate:%} it would cost {otherwise:$0}."
    ),
    "low_years": _(
        "Between {from} and {to}, before withdrawals are required, {amount:$0} could be converted "
        "for {cost:$0}; from {settled} on each of these dollars is in the {rate:%} bracket and "
        "would cost {otherwise:$0}."
    ),
    "low_year": _(
        "In {from}, before withdrawals are required, {amount:$0} could be converted for {cost:$0}; "
        "from {settled} on each of these dollars is in the {rate:%} bracket and would cost "
        "{otherwise:$0}."
    ),
    "irmaa_above": _(
        "Income of {year} is {amount:$0} over {line:$0}, where tier {tier} of Medicare’s surcharge "
        "begins in {later}. Below it {value:$0} less is paid."
    ),
    "irmaa_below": _(
        "Income of {year} is {amount:$0} under {line:$0}, where tier {tier} of Medicare’s "
        "surcharge begins. Leave the gap alone: crossing it costs {value:$0} in {later}."
    ),
    "gain": _(
        "Realise {amount:$0} of long-term gains in {year}: they bear 0%. Taxed at {rate:%} they "
        "would cost {otherwise:$0}; now they cost {cost:$0} through other lines of the return."
    ),
    "loss": _(
        "Realise losses of {amount:$0} in {year}: against gains, and up to {limit:$0} of other "
        "income, they lower this year’s tax by {value:$0}."
    ),
    "start_in_year": _(
        "The first required withdrawal is {amount:$0} for {year}. Taken in {year} rather than by "
        "April 1, {next}, beside the second one, it saves {value:$0}."
    ),
    "start_put_off": _(
        "The first required withdrawal is {amount:$0} for {year}. Put off to the first months of "
        "{next}, beside the second one, it saves {value:$0}."
    ),
    "start_in_year_next": _(
        "Required withdrawals begin with {year}, at about {amount:$0}. Taken within {year} rather "
        "than by April 1, {next}, the first one saves {value:$0}."
    ),
    "start_put_off_next": _(
        "Required withdrawals begin with {year}, at about {amount:$0}. Put off to the first months "
        "of {next}, the first one saves {value:$0}."
    ),
    "gift_instead": _(
        "Give {amount:$0} of the cash gifts of {year} from the IRA instead, out of what must still "
        "be withdrawn: {value:$0} less is due."
    ),
    "gift_wished": _(
        "If a gift to charity is wished: up to {amount:$0} of what must still be withdrawn in "
        "{year} can be given from the IRA, and {value:$0} less is due."
    ),
    "credit_below": _(
        "Income of {year} is {amount:$0} under {line:$0}, over which the health insurance credit "
        "is lost. Leave the gap alone: crossing it costs {value:$0}."
    ),
    "credit_above": _(
        "Income of {year} is {amount:$0} over {line:$0}. At or under it the health insurance "
        "credit is {value:$0}."
    ),
}

# Why it stops where it stops.
STOPS: dict[str, Any] = {
    "line": "",
    "irmaa": _("Beyond it a Medicare surcharge begins that costs more than is gained."),
    "credit": _("Beyond it the health insurance credit is lost."),
    "held": _("That is all there is; the bracket has room for {room:$0}."),
}

CAVEATS = {
    "taxed_above_otherwise": _(
        "Worth it only if these dollars would otherwise be taxed one bracket higher, as by larger "
        "required withdrawals, a survivor or an heir. The roadmap decides that over the lifetime."
    ),
    "balances_of_today": _(
        "Balances are today’s, neither grown nor drawn on; incomes are those on record."
    ),
    "law_of_years_ahead": _("Figures of later years are projected, not published."),
    "no_state_in_it": _("State income tax is not in it."),
    "tiers_not_published": _(
        "The tiers of a year are published the year before; these are projected."
    ),
    "large_step": _("A step far over the line may still pay; look at the bracket’s room."),
    "held_over_a_year": _("For what was held longer than a year."),
    "step_up_at_death": _("Gains that are kept until death are never taxed."),
    "wash_sale": _("Not if the same is bought within 30 days before or after."),
    "loss_goes_on": _("What is not used this year goes on to the next."),
    "check_must_clear": _("It counts for the year in which its check clears."),
    "credit_of_whole_year": _("For a whole year of coverage at the benchmark premium on record."),
}

MISSING = {
    "account_basis": _("{account}: what was paid for it."),
    "refused": _("{why}"),
}
