"""What is looked at before a plan is released: what stands against it, and what has to be weighed?

Each finding says where it is and what to do. Some block; others may be let pass with a reason,
which stays with the version; and some are only told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Account
from clients.today import today_of
from planning.engine.law import load_law
from planning.facts import export_for_plan
from planning.ledger.absolute_claims import claims_in
from planning.ledger.closing import hash_of
from planning.models import PlanVersion
from planning.plan_wording import word_plan
from planning.reports.field_places import address_of, first_address, places_of
from planning.reports.file_changes import file_changes
from planning.rmd_case import engine_version

Document = Mapping[str, Any]

PROJECTED = "projected_law"
INDICATIVE = {"estimate"}  # sources of a balance that are no evidence of it


class Weight(StrEnum):
    """What a finding does to a release."""

    BLOCKS = "blocks"
    WEIGH = "weigh"  # may be let pass with a reason
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing the check found, where, and what to do about it."""

    key: str  # the same as long as it is the same thing
    weight: str
    text: str
    advice: str
    address: str = ""  # of the page that mends it

    @property
    def blocks(self) -> bool:
        return self.weight == Weight.BLOCKS

    @property
    def is_to_be_weighed(self) -> bool:
        return self.weight == Weight.WEIGH

    def kept(self, reason: str = "") -> dict[str, Any]:
        """Return it as it stays with the version."""
        return {**asdict(self), "reason": reason}


def preflight(version: PlanVersion) -> list[Finding]:
    """Return what is to be said before a version is released, the heaviest first."""
    found = {finding.key: finding for finding in _Check(version).findings()}
    order = [weight.value for weight in Weight]
    return sorted(found.values(), key=lambda one: order.index(one.weight))


class _Check:
    """One look at a version: at what it says, and at what is on record today."""

    def __init__(self, version: PlanVersion) -> None:
        self.version = version
        self.household = version.household
        self.document = word_plan(version.document)
        self.accounts: Document = self.document["names"]["accounts"]
        people = self.household.people.all()
        rows = Account.objects.filter(household=self.household, archived_at=None)
        self.places = places_of(self.household, people, rows)

    def findings(self) -> Iterator[Finding]:
        yield from self._as_stored()
        yield from self._of_today()
        yield from self._required()
        yield from self._balances()
        yield from self._tax()
        yield from self._roadmap()
        yield from self._beneficiaries()
        yield from self._claims()

    def _as_stored(self) -> Iterator[Finding]:
        if hash_of(self.version.document) != self.version.sha256:
            yield _blocks(
                "stored",
                _("What is stored of this version is not what was worked out."),
                _("Make the plan anew, and tell whoever looks after the site."),
            )

    def _of_today(self) -> Iterator[Finding]:
        """What has changed since the plan was made."""
        again = reverse("planning:plan_versions", args=[self.household.pk])
        now = export_for_plan(self.household, as_of=today_of(self.household.firm))
        if self.version.as_of[:4] != now["as_of"][:4]:
            yield _blocks("year", _("A new year has begun since it was made."), _make_anew(), again)
        changed = [change.text for change in file_changes(self.version.facts, now)]
        if changed:
            yield _weigh(
                f"changed:{hash_of({'changed': changed})[:12]}",
                _("Facts have changed since it was made: {changes}.").format(
                    changes="; ".join(changed)
                ),
                _("Make the plan anew, or say why it holds all the same."),
                again,
            )
        if self.version.law_version != load_law().version:
            yield _blocks(
                "law", _("The figures of the law are others than when it was made."), _make_anew(),
                again,
            )  # fmt: skip
        if self.version.engine_version != engine_version():
            yield _weigh(
                "engine",
                _("It was reckoned by version {before}; version {now} is in use.").format(
                    before=self.version.engine_version, now=engine_version()
                ),
                _("Make the plan anew, or say why it holds all the same."),
                again,
            )

    def _required(self) -> Iterator[Finding]:
        """What of the requirement is undecided, or rests on law that is not settled."""
        required = self.document["required"]
        for entry in required["undecided"]:
            yield _blocks(
                f"undecided:{entry['account']}:{entry['code']}",
                entry["text"],
                _("Put on record what is missing, then make the plan anew."),
                first_address(entry["missing"], self.places),
            )
        for owed in required["obligations"]:
            for amount in owed["accounts"]:
                for reading in amount["alternatives"]:
                    account = amount["account"]
                    yield _weigh(
                        f"unsettled:{account}:{owed['distribution_year']}:{reading['citation']}",
                        _("{account}, {year}: the law is not settled. {reading}").format(
                            account=self.accounts.get(account, account),
                            year=owed["distribution_year"],
                            reading=reading["reading"],
                        ),
                        _("The plan takes the stricter reading. Say why that is right here."),
                    )

    def _balances(self) -> Iterator[Finding]:
        """Which balances the plan rests on are old, or no evidence of what was there."""
        last = str(self.document["first_year"] - 1)
        in_force = {one["account"] for one in self.document["beneficiaries"]}
        for account in self.version.facts.get("accounts", ()):
            if account["id"] not in in_force:
                continue
            balances = account.get("year_end_balances", {})
            name = self.accounts.get(account["id"], account["id"])
            path = f"accounts.{account['id']}.year_end_balances.{last}"
            address = address_of(path, self.places)
            if last not in balances:
                yield _weigh(
                    f"balance:{account['id']}:{last}",
                    _("{account}: the balance of December 31, {year} is missing.").format(
                        account=name, year=last
                    ),
                    _("Enter it and make the plan anew, or say why the plan holds without it."),
                    address,
                )
            elif balances[last].get("source") in INDICATIVE:
                yield _weigh(
                    f"estimate:{account['id']}:{last}",
                    _("{account}: the balance of December 31, {year} is an estimate.").format(
                        account=name, year=last
                    ),
                    _("Enter what the statement says, or say why the estimate will do."),
                    address,
                )

    def _tax(self) -> Iterator[Finding]:
        for year in self.document["tax"]:
            found = _told if year["decided"] else _blocks
            for missing in year["missing"]:
                yield found(
                    f"tax:{missing['code']}:{missing['account']}:{missing['person']}",
                    _("The year’s tax lacks a fact: {fact}").format(fact=missing["text"]),
                    _("Put it on record and make the plan anew."),
                    reverse("planning:tax_facts", args=[self.household.pk]),
                )
            if any(note["code"] == PROJECTED for note in year.get("caveats", ())):
                yield _weigh(
                    f"projected:{year['year']}",
                    _("The tax figures of {year} are projected, not published.").format(
                        year=year["year"]
                    ),
                    _("Wait until they are published, or say why projected figures will do."),
                    reverse("planning:about_the_law"),
                )

    def _roadmap(self) -> Iterator[Finding]:
        roadmap = self.document["roadmap"]
        mend = reverse("planning:plan_facts", args=[self.household.pk])
        if roadmap["feasible"] is None:
            yield _blocks(
                "roadmap",
                roadmap["waits_for"]["text"],
                _("Put it on record, then make the plan anew."),
                address_of(str(roadmap["waits_for"]["numbers"]["field"]), self.places) or mend,
            )
            return
        if not roadmap["feasible"]:
            yield _blocks(
                "roadmap",
                roadmap["reason"]["text"],
                _("Ask for less spending, fewer goals or a lower estate, and make it anew."),
                mend,
            )
            return
        for missing in roadmap["undecided"]:
            found = _weigh if missing["account"] else _told
            yield found(
                f"roadmap:{missing['account']}:{missing['code']}",
                missing["text"],
                _("Put it on record and make the plan anew, or say why it holds without it."),
                first_address(missing["missing"], self.places) or mend,
            )
        if any(note["code"] == PROJECTED for note in roadmap["caveats"]):
            yield Finding(
                key="projected",
                weight=Weight.TOLD,
                text=_("Later years rest on tax figures that are projected, not published."),
                advice=_("The plan says so where it shows them."),
            )

    def _beneficiaries(self) -> Iterator[Finding]:
        for designation in self.document["beneficiaries"]:
            account = designation["account"]
            for doubt in designation["look_at"]:
                found = _told if doubt["code"] == "nobody_second" else _weigh
                yield found(
                    f"heirs:{account}:{doubt['code']}:{doubt['person'] or ''}",
                    f"{self.accounts.get(account, account)}: {doubt['text']}",
                    _("Put on record who inherits, or say why it stays open."),
                    address_of(f"accounts.{account}.beneficiaries", self.places),
                )

    def _claims(self) -> Iterator[Finding]:
        """Which texts promise what nobody can promise."""
        firm = self.household.firm
        for claim in _each(self.version.words):
            yield _blocks(
                f"words:{claim}",
                _("Your words to the client say “{claim}”.").format(claim=claim),
                _("Say it so that it promises nothing: make the plan anew with other words."),
                reverse("planning:plan_versions", args=[self.household.pk]),
            )
        for claim in _each(firm.disclosures):
            yield _blocks(
                f"disclosures:{claim}",
                _("The firm’s disclosures say “{claim}”.").format(claim=claim),
                _("An owner changes them among the firm’s settings."),
                reverse("clients:firm"),
            )
        for path, claim in claims_in(self.document):
            yield _blocks(
                f"text:{'.'.join(path)}",
                _("The plan says “{claim}” ({place}).").format(claim=claim, place=" / ".join(path)),
                _("Change the name or note it comes from, then make the plan anew."),
                reverse("planning:plan_facts", args=[self.household.pk]),
            )


def _each(text: str) -> list[str]:
    return list(dict.fromkeys(claim for _path, claim in claims_in(text)))


def _make_anew() -> str:
    return _("Make the plan anew.")


def _blocks(key: str, text: str, advice: str, address: str = "") -> Finding:
    return Finding(key=key, weight=Weight.BLOCKS, text=text, advice=advice, address=address)


def _weigh(key: str, text: str, advice: str, address: str = "") -> Finding:
    return Finding(key=key, weight=Weight.WEIGH, text=text, advice=advice, address=address)


def _told(key: str, text: str, advice: str, address: str = "") -> Finding:
    return Finding(key=key, weight=Weight.TOLD, text=text, advice=advice, address=address)
