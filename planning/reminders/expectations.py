"""What should there be on a day? Reckoned once more, by another way than the planner's.

From the engine instead of the book and its worklist, person by person instead of in sets, and each
milestone found by walking back from the day. It shares no rule with `kinds.py` nor with
`planning.worklist`; where they differ, one is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from clients.models import Firm, Household, Membership, Role
from planning.engine.errors import EngineError
from planning.engine.household import Household as Facts
from planning.engine.law import load_law
from planning.engine.rmd import Obligation, rmd_schedule
from planning.engine.rmd.pools import pool_names
from planning.engine.rmd.results import Rule
from planning.facts import gather_book
from planning.facts.missed import YEARS_BACK
from planning.facts.standing import Records
from planning.models import ReminderSettings, WorkAct, WorkActItem
from planning.reminders.calendar import Hours, thanksgiving
from planning.reports.cut_offs import CutOffs, cut_offs_of

CHUNK = 250
STILL_DUE = ("rmd", "rmd_late", "rmd_first", "rmd_death", "rmd_last")
TO_TAKE = (*STILL_DUE, "missed", "correcting")
WAITING = ("calculated", "planned", "ordered")
NEAR = (90, 60, 30, 14, 7, 3, 1)
ASKS_NOTHING = (Rule.NOT_REQUIRED, Rule.TEN_YEAR, Rule.FIVE_YEAR)

Place = tuple[UUID, str, str]  # recipient, deadline, milestone
Name = Callable[[str, str, str, int], str]


def expected_of(firm: Firm, on: date, settings: ReminderSettings, hours: Hours) -> set[Place]:
    """Return everything that is to be there on a day."""
    if not settings.is_on:
        return set()
    people, desk = _People(firm, settings), _Desk(firm, on)
    households = Household.objects.filter(firm=firm, archived_at=None).order_by("pk")
    teams = dict(households.values_list("pk", "team"))
    cutoffs, ids = cut_offs_of(firm), list(teams)
    expected = set()
    for start in range(0, len(ids), CHUNK):
        for records, known in gather_book(ids[start : start + CHUNK], as_of=on):
            for kind, key, deadline in _open_of(records, known, on, cutoffs):
                milestone = _milestone(kind, deadline, on, hours)
                if milestone and kind not in settings.kinds_off:
                    team = teams[records.household.id]
                    given_to, rests = desk.stands(kind, key.partition(":")[2])
                    for person in people.told(kind, team, (deadline - on).days, given_to, rests):
                        expected.add((person, key, milestone))
    return expected


def _open_of(
    records: Records, known: Facts, on: date, cutoffs: CutOffs
) -> Iterator[tuple[str, str, date]]:
    """Yield what is open of one household, from the engine."""
    ids = {person.key: person.id for person in records.people}
    law = load_law()

    def key(kind: str, person: str, pool: str, year: int) -> str:
        return f"{kind}:{ids[person].hex}:{pool}:{year}"

    yield from _gifts(records, on)
    try:
        yield from _starting(ids, known, on)
        schedule = rmd_schedule(known, law, years=_years(known, on))
    except EngineError:
        return
    pools = pool_names(known, law)
    lacking = {
        (account.owner, pools[account.id], entry.year)
        for entry in schedule.undecided
        for account in known.accounts
        if entry.code == "balance_missing" and account.id == entry.account
    }
    for owed in schedule.obligations:
        place = (owed.person.id, owed.pool, owed.distribution_year)
        ends = owed.waived_until or owed.due_on
        status = owed.status.value
        is_shown = owed.distribution_year == on.year or (
            owed.due_on is not None and owed.due_on.year == on.year
        )
        if owed.waived_until is not None and owed.remaining:  # left in a year of death
            is_shown = is_shown or owed.waived_until >= on
        if status == "missed" and ends is not None and ends < on:
            yield "missed", key("missed", *place), ends
        if status == "correcting" and ends is not None and ends < on:
            yield "correcting", key("correcting", *place), ends
        if status in WAITING and is_shown and ends is not None and ends >= on:
            yield from _to_take(owed, ends, on, cutoffs, key)
        if owed.distribution_year != on.year:
            continue
        if status == "undecided" and place in lacking:
            yield "balance", key("balance", *place), date(on.year, 1, 31)


def _years(known: Facts, on: date) -> list[int]:
    """Return this year, the last, and those before of which there is a balance to divide."""
    law = load_law()
    first = max(law.first_year, on.year - YEARS_BACK)
    balances = {year + 1 for account in known.accounts for year in account.year_end_balances}
    return [*(year for year in balances if first <= year < on.year - 1), on.year - 1, on.year]


def _gifts(records: Records, on: date) -> Iterator[tuple[str, str, date]]:
    """Yield the cheques of the year to charities that are not known to have cleared by the day."""
    for account in records.accounts:
        for paid in account.payments:
            is_out = paid.kind == "qcd" and date(on.year, 1, 1) <= paid.paid_on <= on
            if is_out and (paid.cleared_on is None or paid.cleared_on > on):
                yield "qcd", f"qcd:{paid.id.hex}:{on.year}", date(on.year, 12, 31)


def _to_take(
    owed: Obligation, ends: date, on: date, cutoffs: CutOffs, name: Name
) -> Iterator[tuple[str, str, date]]:
    place = (owed.person.id, owed.pool, owed.distribution_year)
    if owed.due_on is not None and owed.due_on.year > owed.distribution_year:
        yield "rmd_first", name("rmd_first", *place), ends
        return
    days = [cutoffs.of(part.account.custodian or "", ends.year) for part in owed.amounts]
    first = min([day for day in days if day and ends.month == 12] or [ends])
    if first >= ends or first >= on:
        kind = "rmd"
        if owed.waived_until is not None:
            kind = "rmd_death"
        elif any(part.rule is Rule.WHOLE_BALANCE for part in owed.amounts):
            kind = "rmd_last"
        yield kind, name(kind, *place), min(first, ends)
    else:
        yield "rmd_late", name("rmd_late", *place), ends


def _starting(ids: dict[str, UUID], known: Facts, on: date) -> Iterator[tuple[str, str, date]]:
    """Yield who owes something from an account next year of which nothing is owed this year."""
    if on.month < 10:
        return
    law = load_law()
    schedule = rmd_schedule(known, law, years=[on.year, on.year + 1])
    begun: dict[int, set[str]] = {on.year: set(), on.year + 1: set()}
    for owed in schedule.obligations:
        begun[owed.distribution_year] |= {
            part.account.id for part in owed.amounts if part.rule not in ASKS_NOTHING
        }
    for entry in schedule.undecided:  # the year is reached, only a figure is missing
        if entry.year in begun and entry.code in ("balance_missing", "spouse_birth_date_missing"):
            begun[entry.year].add(entry.account)
    starting = begun[on.year + 1] - begun[on.year]
    empty = {
        account.id
        for account in known.accounts
        if account.year_end_balances
        and not account.year_end_balances[max(account.year_end_balances)].amount
    }
    died = {person.id for person in known.people if person.died_on and person.died_on <= on}
    owners = {a.owner for a in known.accounts if a.id in starting - empty} - died
    for owner in owners:
        key = f"starter:{ids[owner].hex}:{on.year + 1}"
        yield "starter", key, date(on.year + 1, 12, 31)


def _milestone(kind: str, deadline: date, on: date, hours: Hours) -> str:
    """Return the milestone that was told last: walk back until a day tells one."""
    day = on
    while day > on - timedelta(days=400):
        if code := _told_on(kind, deadline, day, hours):
            return code
        day -= timedelta(days=1)
    return ""


def _told_on(kind: str, deadline: date, day: date, hours: Hours) -> str:
    """Return what is told on a day, the nearest to the deadline of what falls on it."""
    if not hours.works_on(day):
        return ""
    free_after = 0  # days after this one on which nobody works: their milestones are told today
    while not hours.works_on(day + timedelta(days=free_after + 1)):
        free_after += 1
    free_before = 0  # and before it: what opens then opens today
    while not hours.works_on(day - timedelta(days=free_before + 1)):
        free_before += 1
    opening = _opening(kind, deadline)
    counted = _counted(kind, hours)
    found = ""
    for ahead in range(free_after + 1):
        left = (deadline - day).days - ahead
        is_daily = kind in STILL_DUE and kind != "rmd_first" and ahead == 0
        in_december = date(deadline.year, 12, 15) <= day <= deadline
        is_counted = left in counted or (is_daily and in_december)
        if is_counted and (opening is None or day > opening):
            found = str(left)
    if found:
        return found
    if opening is not None:
        repeats = [("open", 0), *((f"+{n}", n) for n in _repeats(kind, hours))]
        for back in range(free_before + 1):
            for code, after in repeats:
                if opening + timedelta(days=after) == day - timedelta(days=back):
                    return code
    return ""


def _opening(kind: str, deadline: date) -> date | None:
    if kind == "missed":
        following = deadline + timedelta(days=1)
        return date(following.year, 1, 2) if deadline.month == 12 else following
    return {
        "rmd_first": date(deadline.year, 2, 1),
        "qcd": thanksgiving(deadline.year),
        "correcting": deadline + timedelta(days=30),
        "starter": date(deadline.year - 1, 10, 1),
    }.get(kind)


def _counted(kind: str, hours: Hours) -> Sequence[int]:
    kind = "rmd" if kind in ("rmd_death", "rmd_last") else kind
    ours: dict[str, Sequence[int]] = {
        "rmd": NEAR,
        "rmd_late": (14, 7, 3, 1),
        "rmd_first": (30, 14, 7, 3, 1, 0),
        "qcd": (14, 7, 3, 1),
        "balance": (21, 14, 7, 3, 1, 0),
    }
    return hours.days.get(kind, ours[kind]) if kind in ours else ()


def _repeats(kind: str, hours: Hours) -> Sequence[int]:
    if kind == "correcting":
        return range(30, 331, 30)
    return hours.days.get(kind, (7, 14, 30, 60, 90)) if kind == "missed" else ()


class _Desk:
    """To whom matters were given and until when they rest, asked of each matter in turn."""

    def __init__(self, firm: Firm, on: date) -> None:
        self.on = on
        self.acts: dict[tuple[str, str], list[WorkAct]] = defaultdict(list)
        rows = WorkActItem.objects.filter(firm=firm).select_related("act")
        for row in rows.order_by("-act__created_at"):
            if row.act.undone_at is None and row.act.created_at.year >= on.year - 1:
                self.acts[row.kind, row.subject].append(row.act)

    def stands(self, kind: str, subject: str) -> tuple[int | None, bool]:
        matter = "rmd" if kind in TO_TAKE else kind
        acts = self.acts.get((matter, subject), [])
        given = next((act.to_id for act in acts if act.verb == "assign"), None)
        until = next((act.until for act in acts if act.verb == "set_aside"), None)
        return given, until is not None and self.on < until


class _People:
    """Who is told, asked of each person in turn."""

    def __init__(self, firm: Firm, settings: ReminderSettings) -> None:
        rows = Membership.objects.filter(firm=firm, ended_at=None, user__is_active=True)
        self.people = list(rows.exclude(role=Role.CLIENT).prefetch_related("teams"))
        self.settings = settings

    def told(
        self, kind: str, team: UUID, left: int, given_to: int | None, rests: bool
    ) -> list[UUID]:
        holder = [p for p in self.people if p.user_id == given_to and self._may_see(p, team)]
        first = holder or [person for person in self.people if self._looks_after(person, team)]
        told = first or [person for person in self.people if person.role == Role.OWNER]
        higher = False
        if kind in ("missed", *STILL_DUE):
            is_near = left <= self.settings.compliance_days or kind == "missed"
            if is_near or left <= self.settings.second_days or kind == "rmd_late":
                told, higher = told + self._second(), True
            if is_near:
                told = told + [p for p in self.people if p.role == Role.COMPLIANCE]
        if rests and not higher:
            return []
        return [person.pk for person in dict.fromkeys(told)]

    def _may_see(self, person: Membership, team: UUID) -> bool:
        return person.role != Role.ADVISOR or team in {one.pk for one in person.teams.all()}

    def _looks_after(self, person: Membership, team: UUID) -> bool:
        if person.role == Role.OPERATIONS:
            return self.settings.to_operations
        is_theirs = team in {one.pk for one in person.teams.all()}
        return person.role == Role.ADVISOR and is_theirs and self.settings.to_advisors

    def _second(self) -> list[Membership]:
        named = [p for p in self.people if p.pk == self.settings.second_person_id]
        return named or [person for person in self.people if person.role == Role.OWNER]
