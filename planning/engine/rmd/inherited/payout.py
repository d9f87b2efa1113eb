"""By which rule is an inherited account paid, from when and until when?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planning.engine.household import (
    Account,
    AccountKind,
    BeneficiaryClass,
    Election,
    Household,
    Person,
)
from planning.engine.law import Law, PayoutMethod, Standing
from planning.engine.law.beneficiaries import PayoutRule
from planning.engine.rmd.applicable_age import first_year_by_age, year_of_age
from planning.engine.rmd.inherited.apart import check_apart
from planning.engine.rmd.inherited.deaths import Death, death_of_owner, death_of_spouse_as_owner
from planning.engine.rmd.inherited.ends import end_of
from planning.engine.rmd.inherited.heirs import (
    Holder,
    counted_birth,
    counted_death,
    holders_of,
    standing_of,
)
from planning.engine.rmd.inherited.inquiry import Inquiry, OpenQuestion
from planning.engine.rmd.inherited.results import LaterStart, Payout, Term, Whose
from planning.engine.rmd.results import Undecided

BY_ELECTION = {
    Election.TEN_YEAR: PayoutMethod.TEN_YEAR,
    Election.FIVE_YEAR: PayoutMethod.FIVE_YEAR,
}
ONLY_THE_LAST_YEAR = frozenset({PayoutMethod.TEN_YEAR, PayoutMethod.FIVE_YEAR})


def is_treated_as_own(account: Account, law: Law) -> bool:
    """Whether a spouse, sole beneficiary of an IRA, took it over as an own one.

    Source: 26 U.S.C. § 408(d)(3)(C); Treas. Reg. 1.408-8(c). An employer's plan can only be
    rolled over.
    """
    facts = account.inherited
    return (
        facts is not None
        and facts.election is Election.TREAT_AS_OWN
        and facts.beneficiary_class is BeneficiaryClass.SPOUSE
        and facts.is_sole is not False
        and not facts.is_successor
        and (
            account.kind is AccountKind.ROTH_IRA
            or law.account_kinds[account.kind].pool == "own_iras"
        )
    )


def payout_of(account: Account, household: Household, law: Law) -> Payout | Undecided:
    """Return how an inherited account is paid out, or the next fact that decides it."""
    if account.inherited is None:
        raise ValueError(f"The account {account.id} is not inherited.")
    inquiry = Inquiry(account=account, inheritance=account.inherited, household=household, law=law)
    try:
        death = death_of_owner(inquiry)
        payout = _payout(inquiry, death, holders_of(inquiry))
    except OpenQuestion as question:
        return Undecided(
            account=account.id,
            code=question.code,
            missing=question.missing,
            numbers=question.numbers,
        )
    return replace(payout, path=tuple(inquiry.path), notes=tuple(inquiry.notes))


def _payout(
    inquiry: Inquiry, death: Death, holders: list[Holder], *, is_after_spouse: bool = False
) -> Payout:
    """Return the payout after a death; the first of the holders is the one who counts."""
    heir = holders[0]
    standing = standing_of(inquiry, heir, death)
    check_apart(inquiry, heir, death)
    rule = inquiry.rules.payout(
        standing, is_new_law=death.is_new_law, is_before_beginning=death.is_before_beginning
    )
    may_wait = standing is Standing.SPOUSE and death.is_before_beginning and not is_after_spouse
    method = rule.method if is_after_spouse else _as_elected(inquiry, rule, death, may_wait)
    starts_in = None if method in ONLY_THE_LAST_YEAR else death.year + 1
    if may_wait and starts_in is not None:
        starts_in = _start_of_spouse(inquiry, death)
        ended_on = counted_death(inquiry, heir, standing)
        # Distributions count as begun on the last day they may begin on, not before.
        if ended_on is not None and ended_on < date(starts_in, 12, 31):
            spouse_death = death_of_spouse_as_owner(inquiry, heir.person, ended_on)
            return _payout(inquiry, spouse_death, holders[1:], is_after_spouse=True)
    inquiry.find(f"method_{method}", starts_in or death.year + 1, rule.source, starts_in=starts_in)
    counts_a_life = method in {PayoutMethod.LIFE_EXPECTANCY, PayoutMethod.TEN_YEAR_WITH_ANNUAL}
    is_over_a_life = method is PayoutMethod.LIFE_EXPECTANCY
    ended_on = counted_death(inquiry, heir, standing) if is_over_a_life else None
    life = _term_of_heir(inquiry, heir, standing, death, ended_on) if counts_a_life else None
    ends_in = end_of(inquiry, method, death, standing, life, ended_on)
    terms: tuple[Term, ...] = () if life is None else (life,)
    if starts_in is not None and death.counted_birth is not None:
        terms += (_term_of_owner(death, death.counted_birth),)
    left_by, held_from = _last_death(holders, death)
    payout = Payout(
        method=method,
        from_year=death.year + 1,
        left_by=left_by,
        held_from=held_from,
        starts_in=starts_in,
        ends_in=ends_in,
        terms=terms,
        uniform_from=_uniform_from(inquiry, standing, death, starts_in),
        later_start=_later_start(inquiry, death) if may_wait and starts_in else None,
        relief_death=_relief_death(method, death, ended_on, ends_in),
        may_still_elect_ten_years=_late_election(inquiry, rule, method, death, ended_on),
    )
    _note_choices(inquiry, payout, standing, heir, death)
    return payout


def _as_elected(inquiry: Inquiry, rule: PayoutRule, death: Death, may_wait: bool) -> PayoutMethod:
    election = inquiry.inheritance.election
    if election is None:
        return rule.method
    if election not in rule.elections or election is Election.TREAT_AS_OWN:
        inquiry.note("election_not_open", election=election.value)
        return rule.method
    if rule.method is PayoutMethod.LIFE_EXPECTANCY and election in BY_ELECTION:
        method = BY_ELECTION[election]
        if _is_too_late(inquiry, method, death, may_wait):
            return rule.method
    inquiry.find(f"election_{election}", election.value)
    if rule.method is PayoutMethod.LIFE_EXPECTANCY:
        return BY_ELECTION.get(election, rule.method)
    return rule.method


def _is_too_late(inquiry: Inquiry, method: PayoutMethod, death: Death, may_wait: bool) -> bool:
    """Whether a choice was made after its last day and has no effect, and say so.

    A late choice of the ten-year rule stands until the end of the year before its last, and
    excuses what was missed before.

    Source: Treas. Reg. 1.401(a)(9)-3(c)(5)(iii); 54.4974-1(g)(2).
    """
    elected_on, born_on = inquiry.inheritance.elected_on, death.person.born_on
    if elected_on is None:
        return False
    years = inquiry.rules.periods[method.value].years
    starts_in = death.year + 1
    if may_wait and born_on is not None:
        starts_in = max(starts_in, first_year_by_age(born_on, inquiry.law))
    last = date(min(death.year + years, starts_in), 12, 31)
    if elected_on <= last:
        return False
    cured_until = date(death.year + years - 1, 12, 31)
    is_cured = method is PayoutMethod.TEN_YEAR and death.is_new_law and elected_on <= cured_until
    code = "elected_late_but_excused" if is_cured else "elected_too_late"
    inquiry.note(code, elected_on=elected_on, last=last)
    return not is_cured


def _start_of_spouse(inquiry: Inquiry, death: Death) -> int:
    """Return the first year of a spouse who may wait for the owner's applicable age.

    Source: 26 U.S.C. § 401(a)(9)(B)(iv)(I); Treas. Reg. 1.401(a)(9)-3(d).
    """
    owner = death.person
    if owner.born_on is None:
        inquiry.ask("decedent_birth_missing", f"people.{owner.id}.born_on", decedent=owner.name)
    of_age_in = first_year_by_age(owner.born_on, inquiry.law)
    start = max(death.year + 1, of_age_in)
    inquiry.find("spouse_may_wait", start, decedent=owner.name, of_age_in=of_age_in)
    return start


def _later_start(inquiry: Inquiry, death: Death) -> LaterStart | None:
    born_on = death.person.born_on
    span = None if born_on is None else inquiry.law.applicable_age(born_on)
    if born_on is None or span is None or span.alternative_age is None:
        return None
    year = year_of_age(born_on, span.alternative_age)
    return LaterStart(
        age=span.alternative_age, year=year, citation=span.alternative_source or span.source
    )


def _term_of_heir(
    inquiry: Inquiry, heir: Holder, standing: Standing, death: Death, ended_on: date | None
) -> Term:
    is_spouse = standing is Standing.SPOUSE
    return Term(
        whose=Whose.SPOUSE if is_spouse else Whose.BENEFICIARY,
        name=heir.person.name,
        born_on=counted_birth(inquiry, heir, standing),
        from_year=death.year + 1,
        is_recalculated=is_spouse,
        ended_in=ended_on.year if is_spouse and ended_on is not None else None,
    )


def _term_of_owner(death: Death, born_on: date) -> Term:
    return Term(whose=Whose.OWNER, name=death.person.name, born_on=born_on, from_year=death.year)


def _last_death(holders: list[Holder], death: Death) -> tuple[Person, int]:
    """Return by whose death the present holder came to the account, and its year."""
    *earlier, _present = holders
    dead = [(holder.died_on, holder.person) for holder in earlier if holder.died_on is not None]
    died_on, person = dead[-1] if dead else (death.died_on, death.person)
    return person, died_on.year


def _uniform_from(
    inquiry: Inquiry, standing: Standing, death: Death, starts_in: int | None
) -> int | None:
    """Return the first year in which section 327 gives a spouse the Uniform Lifetime Table.

    Of itself where the owner died before the required beginning date, else where elected.
    """
    if standing is not Standing.SPOUSE or starts_in is None:
        return None
    is_elected = inquiry.inheritance.election is Election.SECTION_327
    first = inquiry.rules.section_327.effective.year
    if starts_in < first:
        if is_elected:
            inquiry.note("section_327_too_early", starts_in=starts_in, first=first)
        return None
    return starts_in if death.is_before_beginning or is_elected else None


def _relief_death(
    method: PayoutMethod, death: Death, ended_on: date | None, ends_in: int | None
) -> int | None:
    if method is PayoutMethod.TEN_YEAR_WITH_ANNUAL:
        return death.year
    is_limited = ended_on is not None and ends_in is not None
    return ended_on.year if is_limited and ended_on is not None else None


def _late_election(
    inquiry: Inquiry,
    rule: PayoutRule,
    method: PayoutMethod,
    death: Death,
    ended_on: date | None,
) -> int | None:
    """Return until when a change to the ten-year rule excuses what was missed before.

    Source: Treas. Reg. 54.4974-1(g)(2).
    """
    is_open = method is PayoutMethod.LIFE_EXPECTANCY and Election.TEN_YEAR in rule.elections
    is_by_default = inquiry.inheritance.election is None
    if not is_open or not is_by_default or ended_on is not None:
        return None
    return death.year + inquiry.rules.periods["ten_year"].years - 1


def _note_choices(
    inquiry: Inquiry,
    payout: Payout,
    standing: Standing,
    heir: Holder,
    death: Death,
) -> None:
    """Say what the beneficiary may still choose, and which figures have a second reading."""
    as_of, election = inquiry.household.as_of, inquiry.inheritance.election
    may_choose = election is None and heir.is_present
    if may_choose and standing is Standing.SPOUSE:
        inquiry.note("spouse_choices", heir=heir.person.name)
    if payout.may_still_elect_ten_years is not None and may_choose:
        last = death.year + inquiry.rules.periods["ten_year"].years
        until = date(min(last, payout.starts_in or last), 12, 31)
        if as_of <= until:
            inquiry.note("election_due", heir=heir.person.name, until=until)
    if payout.uniform_from is not None:
        inquiry.note("section_327_proposed", heir=heir.person.name)
    is_designated_roth = inquiry.account.kind.value.startswith("roth_")
    if (
        is_designated_roth
        and inquiry.account.kind is not AccountKind.ROTH_IRA
        and inquiry.inheritance.is_all_roth is None
        and not death.is_before_beginning
    ):
        inquiry.note("assumed_not_all_roth")
