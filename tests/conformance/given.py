"""How does the `given` of a case become a household file?

A case says only what matters to it (README.md lists the keys). What it leaves out is plain: the
owner is `pat`, the spouse `sam`, married from the start and sole beneficiary, and whom `pat`
inherited from `dee`; the account is named after its kind; payments are cash from the only account;
the facts speak from the last day of the last year asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

Facts = dict[str, Any]

_ASKED = {"year", "through", "as_of"}
_OWNER = {"born_on", "died_on", "retired_on"}
_SPOUSE = {"born_on", "died_on", "married_on", "divorced_on", "beneficiary"}
_BALANCE = {"balance", "balances", "balance_source"}
_ADJUSTMENTS = {
    "outstanding_rollover",
    "outstanding_transfer",
    "qlac",
    "pre_1987",
    "annuity_value",
}
_WIRE = {"kind", "plan", "beneficiaries", "annuity", "allocation"}  # as in the household file
_ACCOUNT = _WIRE | _BALANCE | _ADJUSTMENTS
_HOUSEHOLD = {"spouse", "accounts", "distributions", "ira_deductions_after_70_half", "returns"}
_DECEDENT = {"born_on", "died_on"}
_INHERITED = {
    "class",
    "sole_beneficiary",
    "measuring_life_born_on",
    "measuring_life_died_on",
    "youngest_minor_born_on",
    "decedent_first_year_retired",
    "decedent_was_five_percent_owner",
    "whole_interest_is_roth",
    "election",
    "elected_on",
    "chain",
}
_NAMES = ("ari", "bea", "cal")  # who held an inherited account before, the first beneficiary first
_EARLIER = {"born_on", "died_on", "class"}


def unknown_keys(given: Facts) -> Iterator[str]:
    """Yield every key of the short form that means nothing; the file's own are its reader's."""
    if "household" in given:
        yield from given.keys() - _ASKED - {"household"}
        return
    inherited = _INHERITED | {"decedent"} if "decedent" in given else set()
    yield from given.keys() - _ASKED - _OWNER - _ACCOUNT - _HOUSEHOLD - inherited
    yield from given.get("decedent", {}).keys() - _DECEDENT
    for earlier in given.get("chain", []):
        yield from earlier.keys() - _EARLIER
    yield from given.get("spouse", {}).keys() - _SPOUSE
    for account in given.get("accounts", []):
        yield from account.keys() - _ACCOUNT - inherited - {"id", "owner"}


def years_asked(given: Facts) -> range:
    """Return the distribution years the case is about."""
    first: int = given["year"]
    last: int = given.get("through", first)
    return range(first, last + 1)


def household_file(given: Facts) -> str:
    """Return the household/1 file the case stands for."""
    facts = given["household"] if "household" in given else _facts(given)
    as_of = given.get("as_of", date(years_asked(given)[-1], 12, 31))
    file = {"schema": "household/1", "name": "Case", "as_of": as_of} | facts
    return json.dumps(_without_none(file), default=_json)


def _facts(given: Facts) -> Facts:
    spouse = given.get("spouse")
    accounts = given.get("accounts") or [{"id": given["kind"]} | _of(given, _ACCOUNT | _INHERITED)]
    facts = _of(given, {"ira_deductions_after_70_half"})
    pat = {"id": "pat", "name": "Pat Doe"} | _of(given, _OWNER)
    facts["people"] = [pat if "born_on" in pat else pat | {"member": False}]
    if spouse:
        facts["people"].append({"id": "sam", "name": "Sam Doe"} | _of(spouse, _OWNER))
        wedding, divorce = spouse.get("married_on"), spouse.get("divorced_on")
        facts["marriages"] = [{"people": ["pat", "sam"], "from": wedding, "to": divorce}]
    if "decedent" in given:
        facts["people"] += _of_the_dead(given)
        if spouse_of_the_dead := _spouse_of_the_dead(given):
            facts["marriages"] = [{"people": ["dee", spouse_of_the_dead]}]
    facts["accounts"] = [_account(account, given) for account in accounts]
    facts["distributions"] = [
        {"account": accounts[0]["id"]} | payment for payment in given.get("distributions", [])
    ]
    if "returns" in given:
        facts["assumptions"] = {"returns": given["returns"]}
    return facts


def _account(short: Facts, given: Facts) -> Facts:
    year_before = given["year"] - 1
    balances = short.get("balances", {})
    if "balance" in short:
        balances = {year_before: short["balance"]}
    if "balance_source" in short:
        source = short["balance_source"]
        balances = {year: {"amount": amount, "source": source} for year, amount in balances.items()}
    account = {"owner": "pat", "year_end_balances": balances} | _of(short, {"id", "owner"} | _WIRE)
    if adjustments := _of(short, _ADJUSTMENTS):
        account["adjustments"] = {year_before: adjustments}
    spouse = given.get("spouse", {})
    if spouse.get("beneficiary", bool(spouse)) and account["owner"] == "pat":
        account.setdefault("beneficiaries", [{"person": "sam"}])
    if "decedent" in given:
        account["inherited"] = _inherited(short, given)
    return account


def _inherited(short: Facts, given: Facts) -> Facts:
    facts: Facts = {"sole_beneficiary": True}
    facts |= _of(given, _INHERITED) | _of(short, _INHERITED)
    chain: list[Facts] = facts.pop("chain", [])
    if chain:
        facts["decedent_was"] = "beneficiary"
        facts["chain"] = [
            {"person": name} | _of(earlier, {"class", "died_on"})
            for name, earlier in zip(_NAMES, chain, strict=False)
        ]
    return {"from": "dee"} | {key: value for key, value in facts.items() if value != "none"}


def _of_the_dead(given: Facts) -> list[Facts]:
    """Return the decedent, `dee`, and those who held the account before `pat`."""
    dee = {"id": "dee", "name": "Dee Doe", "member": False} | _of(given["decedent"], _DECEDENT)
    return [
        dee,
        *(
            {"id": name, "name": f"{name.title()} Doe", "member": False, "born_on": None}
            | _of(earlier, _DECEDENT)
            for name, earlier in zip(_NAMES, given.get("chain", []), strict=False)
        ),
    ]


def _spouse_of_the_dead(given: Facts) -> str | None:
    """Return who inherited as the decedent's spouse, in the cases about one."""
    first = given.get("chain", [given])[0]
    if first.get("class") != "spouse":
        return None
    return "pat" if first is given else _NAMES[0]


def _of(facts: Facts, keys: set[str]) -> Facts:
    return {key: value for key, value in facts.items() if key in keys}


def _without_none(value: object) -> object:
    """TOML has no null; the cases write "none"."""
    if isinstance(value, dict):
        return {key: _without_none(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_without_none(entry) for entry in value]
    return None if value == "none" else value


def _json(value: object) -> str | float:
    return float(value) if isinstance(value, Decimal) else str(value)
