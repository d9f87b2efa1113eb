"""In which words does a result speak?

One translatable catalogue turns the codes of a document into sentences, for command, page,
PDF and e-mail alike. A placeholder may say how its number is written: `{amount:$}` dollars and
cents, `{amount:$0}` whole dollars, `{on:d}` a date in words, `{rate:%}` a percentage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import pgettext

from clients.account_names import account_name
from planning.catalogue import (
    ALTERNATIVES,
    BALANCE_SOURCES,
    CAVEATS,
    DISTRIBUTION_KINDS,
    KINDS,
    PAYMENTS,
    POOLS,
    RULES,
    STATUSES,
    STEPS,
    TABLES,
    UNDECIDED,
)
from planning.catalogue.beneficiaries import ELECTIONS, NUMBERED_POOL
from planning.engine.household import Account
from planning.engine.rmd.pools import parts_of

Document = dict[str, Any]


def worded(document: Document) -> Document:
    """Return a copy of a result document with its sentences in the active language."""
    spoken: Document = copied(document)
    name_accounts(spoken["accounts"])
    names = {name: account["name"] for name, account in spoken["accounts"].items()}
    people = {name: person["name"] for name, person in spoken["people"].items()}
    for obligation in spoken["obligations"]:
        _word_obligation(obligation, spoken["accounts"], people)
    for qcd in spoken["qcds"]:
        _word_steps(qcd["steps"])
    pools = {
        (entry["person"], entry["pool"]): entry["pool_text"] for entry in spoken["obligations"]
    }
    for caveat in spoken["caveats"]:
        known = {
            "account": names.get(caveat["account"]),
            "person": people.get(caveat["person"]),
            "pool": pools.get((caveat["person"], caveat["pool"])),
        }
        caveat["text"] = sentence(CAVEATS[caveat["code"]], {**known, **caveat["numbers"]})
    for entry in spoken["undecided"]:
        known = {"account": names[entry["account"]], "person": people[entry["person"]]}
        numbers = {
            **known,
            "year": entry["year"],
            "before": (entry["year"] or 0) - 1,
            **entry["numbers"],
        }
        entry["text"] = sentence(UNDECIDED[entry["code"]], numbers)
    return spoken


def worded_payout(document: Document) -> Document:
    """Return a copy of how an inherited account is paid out, with its sentences."""
    spoken: Document = copied(document)
    spoken["rule_text"] = sentence(RULES[spoken["rule"]])
    _word_steps(spoken["steps"])
    return spoken


def sentence(template: str | Promise, numbers: Mapping[str, object] | None = None) -> str:
    """Return one sentence of the catalogue with its numbers written for a reader."""
    return _SPEAKER.vformat(str(template), (), numbers or {})


def spoken_money(amount: Decimal) -> str:
    """Return dollars and cents as a reader expects them: $1,234.56."""
    sign = "−" if amount < 0 else ""
    return f"{sign}${abs(amount):,.2f}"


def spoken_date(day: date) -> str:
    """Return a date in words: April 1, 2027."""
    return date_format(day, pgettext("format of a day", "F j, Y"))


def spoken_percent(rate: Decimal) -> str:
    """Return a fraction as a percentage: 25%."""
    return f"{(rate * 100).normalize():f}%"


def spoken_age(age: str | Decimal) -> str:
    """Return an age of the law: 73, 70½."""
    return str(age).replace(".5", "½")


def copied(value: Any) -> Any:
    """Return a copy of JSON types, at a fifth of what `deepcopy` costs."""
    if isinstance(value, dict):
        return {name: copied(part) for name, part in value.items()}
    if isinstance(value, list):
        return [copied(part) for part in value]
    return value


def account_text(account: Account) -> str:
    """Name an account of the facts."""
    kind = sentence(KINDS[account.kind.value])
    return account_name(account.name, kind, account.custodian, account.number_last4)


def name_accounts(accounts: Document) -> None:
    """Give each account a name; those that are all alike without one are numbered."""
    made: Counter[str] = Counter()
    for account in accounts.values():
        kind = account["kind_text"] = sentence(KINDS[account["kind"]])
        account["is_named"] = bool(account["name"])
        name = account_name(account["name"], kind, account["custodian"], account["number_last4"])
        made[name] += not account["is_named"]
        account["name"] = name if made[name] < 2 else f"{name} ({made[name]})"


def spoken_pool(pool: str, *, plan: str, decedent: str) -> str:
    """Name a pool by its plan's account, or by whom it was inherited from."""
    parts = parts_of(pool)
    text = sentence(POOLS[parts.kind], {"plan": plan, "decedent": decedent})
    if parts.number == 1:
        return text
    return sentence(NUMBERED_POOL, {"pool": text, "number": parts.number})


def _word_obligation(obligation: Document, accounts: Document, people: Mapping[str, str]) -> None:
    of = parts_of(obligation["pool"]).of
    first = obligation["accounts"][0]["account"] if obligation["accounts"] else of
    of_plan = accounts.get(first, {})  # a plan without an id of its own goes by its account's
    obligation["pool_text"] = spoken_pool(
        obligation["pool"], plan=of_plan.get("name", of), decedent=people.get(of, of)
    )
    obligation["status_text"] = sentence(STATUSES[obligation["status"]])
    _word_steps(obligation["steps"])
    for amount in obligation["accounts"]:
        amount["rule_text"] = sentence(RULES[amount["rule"]])
        amount["table_text"] = sentence(TABLES[amount["table"]]) if amount["table"] else None
        _word_steps(amount["steps"])
        for alternative in amount["alternatives"]:
            reading = ALTERNATIVES[alternative["code"]]
            alternative["reading"] = sentence(reading, alternative["numbers"])
    for payment in obligation["payments"]:
        payment["kind_text"] = sentence(DISTRIBUTION_KINDS[payment["kind"]])
        numbers = {name: payment[name] for name in ("amount", "counted", "on")}
        payment["text"] = sentence(PAYMENTS[payment["code"]], numbers)


def _word_steps(steps: list[Document]) -> None:
    for step in steps:
        step["text"] = sentence(STEPS[step["code"]], step["numbers"])


class _Speaker(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        """Write money, dates, rates and the catalogue's own words; the rest as it stands."""
        if format_spec == "$":
            return spoken_money(Decimal(str(value)))
        if format_spec == "$0":
            return spoken_money(Decimal(str(value)).quantize(Decimal(1))).removesuffix(".00")
        if format_spec == "d":
            return spoken_date(date.fromisoformat(str(value)))
        if format_spec == "%":
            return spoken_percent(Decimal(str(value)))
        if format_spec == "table":
            return str(TABLES[str(value)])
        if format_spec == "source":
            return str(BALANCE_SOURCES[str(value)])
        if format_spec == "election":
            return str(ELECTIONS[str(value)])
        if format_spec == "age":
            return spoken_age(str(value))
        return str(value)


_SPEAKER = _Speaker()
