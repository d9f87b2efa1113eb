"""Inherited accounts: a death recorded once, who inherits, how it is paid, what is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import Account, Beneficiary, Household, Marriage, Person, YearEndBalance
from clients.services.inheritance import accounts_from
from planning.facts import gather_facts
from planning.rmd_case import compute_rmd_case
from tests.cast import Story
from tests.objects import an_inherited_account
from tests.planning.views.test_sent_once import fields_of

AS_OF = date(2026, 11, 22)
PAGES = ("planning.views.inheritance", "planning.views.deaths", "planning.views.household")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in PAGES:
        monkeypatch.setattr(f"{page}.today_of", lambda firm: AS_OF)


@pytest.fixture
def hers(story: Story) -> Account:
    """An IRA that Pat inherited from a mother who died in 2021."""
    return Account.objects.get(pk=str(an_inherited_account(story)))


@pytest.fixture
def heirs(story: Story) -> list[Beneficiary]:
    """Ann, Pat's daughter, and a charity share the IRA."""
    ann = Person.objects.create(
        firm=story.firm,
        household=story.household,
        key="ann",
        name="Ann Doe",
        born_on=date(1980, 5, 10),
    )
    own = {"firm": story.firm, "account": story.account}
    return [
        Beneficiary.objects.create(**own, person=ann, share=Decimal("0.75")),
        Beneficiary.objects.create(
            **own, entity="Red Cross", entity_kind="charity", share=Decimal("0.25")
        ),
    ]


def page_of(name: str, row: Any) -> str:
    return reverse(f"planning:{name}", args=[row.pk])


def sent(browser: Client, address: str, **typed: str) -> Any:
    """Send what the page holds, with what is typed."""
    return browser.post(address, {**fields_of(browser.get(address).content), **typed})


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def held_by(answer: Any) -> list[str]:
    return [link.name for link in answer.context["page"].links]


def test_the_page_says_who_held_it_how_it_is_paid_and_what_if(advisor: Client, hers: Account):
    answer = advisor.get(page_of("inherited_account", hers))
    page = text_of(answer)
    assert "Ten-year rule with yearly amounts, empty by December 31, 2031." in page
    assert held_by(answer) == ["Mother Doe", "Pat Doe"]
    assert "died March 2, 2021" in page
    assert "The required beginning date was April 1, 1996" in page
    # Pat was 72 in 2022: 17.2; in 2026 four years less. 100,000 ÷ 13.2
    assert "$7,575.76" in page
    assert "$100,000.00 ÷ 13.2" in page
    for way in ("Minimum", "Evenly", "Back-loaded", "Largest year"):
        assert way in page
    household = text_of(advisor.get(page_of("household", hers.household)))
    assert page_of("inherited_account", hers) in household


def test_what_is_missing_leads_to_the_field_that_supplies_it(advisor: Client, hers: Account):
    Account.objects.filter(pk=hers.pk).update(inherited={"from": "mother"})
    answer = advisor.get(page_of("inherited_account", hers))
    assert "which kind of beneficiary was Pat Doe? The class is missing." in text_of(answer)
    address = f"{page_of('edit_inheritance', hers)}#id_beneficiary_class"
    assert address in text_of(answer)
    assert 'id="id_beneficiary_class"' in text_of(advisor.get(page_of("edit_inheritance", hers)))
    Person.objects.filter(key="mother").update(born_on=None)
    mother = Person.objects.get(key="mother")
    asked = text_of(advisor.get(page_of("inherited_account", hers)))
    assert f"{page_of('edit_person', mother)}#id_born_on" in asked
    household = text_of(advisor.get(page_of("household", hers.household)))
    assert f"{hers}: how it was inherited" in household


def test_a_spouse_sees_both_readings_with_the_safer_marked(advisor: Client, hers: Account):
    facts = {"from": "mother", "class": "spouse", "sole_beneficiary": True}
    Account.objects.filter(pk=hers.pk).update(inherited={**facts, "election": "section_327"})
    Person.objects.filter(key="mother").update(died_on=date(2024, 3, 2))
    page = text_of(advisor.get(page_of("inherited_account", hers)))
    assert "The law is unsettled here" in page
    assert "$7,092.20" in page  # 76 in 2026, Single Life 14.1
    assert "$4,219.41" in page  # Uniform Lifetime 23.7
    assert page.count('<span class="tag">safer</span>') == 1
    assert page.index("safer") < page.index("$4,219.41")


def test_an_account_is_said_to_be_inherited_and_what_was_typed_comes_back(
    advisor: Client, story: Story, hers: Account
):
    mother = Person.objects.get(key="mother")
    typed = {
        "decedent": str(mother.pk),
        "beneficiary_class": "see_through_trust",
        "is_sole": "no",
        "measuring_life_born_on": "06/01/1948",
        "retired": "year",
        "retired_in": "2001",
        "is_all_roth": "no",
        "held_five_percent": "on",
        "election": "ten_year",
    }
    address = page_of("edit_inheritance", story.account)
    answer = sent(advisor, address, **typed)
    assert answer["Location"] == page_of("inherited_account", story.account)
    story.account.refresh_from_db()
    assert story.account.inherited == {
        "from": "mother",
        "class": "see_through_trust",
        "sole_beneficiary": False,
        "measuring_life_born_on": "1948-06-01",
        "decedent_first_year_retired": 2001,
        "decedent_was_five_percent_owner": True,
        "whole_interest_is_roth": False,
        "election": "ten_year",
    }
    form = advisor.get(address).context["form"]
    assert {name: str(form.initial[name]) for name in ("retired", "retired_in", "is_sole")} == {
        "retired": "year",
        "retired_in": "2001",
        "is_sole": "no",
    }
    assert form.initial["measuring_life_born_on"] == "06/01/1948"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "decedent", "Choose one."),
        ({"decedent": "ALIVE"}, "decedent", "record the death first"),
        ({"retired": "year"}, "retired_in", "Type the year."),
        ({"retired_in": "2001"}, "retired", "Choose that the owner retired in this year."),
        ({"measuring_life_died_on": "06/01/2001"}, "measuring_life_born_on", "whose life it was"),
        (
            {"measuring_life_born_on": "06/01/2001", "measuring_life_died_on": "06/01/2000"},
            "measuring_life_died_on",
            "before the birth date",
        ),
        ({"elected_on": "06/01/2022"}, "election", "Choose what was elected on that day."),
        (
            {"election": "ten_year", "elected_on": "03/01/2021"},
            "elected_on",
            "before the death the account came from",
        ),
        (
            {"election": "ten_year", "elected_on": "03/01/2099"},
            "elected_on",
            "has not come yet",
        ),
        ({"class_0": "spouse"}, "holder_0", "Choose who that was."),
        ({"holder_1": "AUNT"}, "holder_1", "Leave no line empty above"),
        ({"holder_0": "MOTHER"}, "holder_0", "named above already"),
        ({"holder_0": "ALIVE"}, "holder_0", "record the death first"),
        ({"holder_0": "UNCLE"}, "holder_0", "died before the account could be inherited"),
        ({"measuring_life_born_on": "someday"}, "measuring_life_born_on", "month/day/year"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value[:24],
)
def test_what_cannot_be_is_refused_beside_its_field(
    advisor: Client, story: Story, hers: Account, typed: dict[str, str], field: str, sentence: str
):
    people = {"MOTHER": str(Person.objects.get(key="mother").pk)}
    of = {"firm": story.firm, "household": story.household, "is_member": False}
    for key, died_on in (("AUNT", date(2024, 1, 1)), ("UNCLE", date(2020, 1, 1)), ("ALIVE", None)):
        made = Person.objects.create(**of, key=key, name=key.title(), died_on=died_on)
        people[key] = str(made.pk)
    before = {} if field == "decedent" else {"decedent": people["MOTHER"]}
    values = {name: people.get(value, value) for name, value in (before | typed).items()}
    answer = sent(advisor, page_of("edit_inheritance", hers), **values)
    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[field])
    hers.refresh_from_db()
    assert hers.inherited["class"] == "designated"


@pytest.mark.parametrize("is_first", [True, False], ids=["by the holder", "by who held it before"])
def test_a_second_spouse_of_the_owner_is_refused_beside_the_class(
    advisor: Client, story: Story, hers: Account, is_first: bool
):
    own = {"firm": story.firm, "household": story.household, "is_member": False}
    ben = Person.objects.create(**own, key="ben", name="Ben", died_on=date(2024, 1, 1))
    spouse = {"from": "mother", "class": "spouse"}
    chain = [{"person": "ben", "class": "spouse"}]
    facts = spouse if is_first else {"from": "mother", "class": "designated", "chain": chain}
    Account.objects.filter(pk=story.account.pk).update(inherited=facts, owner=story.person)
    if is_first:
        typed, field = {"holder_0": str(ben.pk), "class_0": "spouse"}, "class_0"
    else:
        typed, field = {"beneficiary_class": "spouse"}, "beneficiary_class"
    mother = Person.objects.get(key="mother")
    address = page_of("edit_inheritance", hers)
    answer = sent(advisor, address, decedent=str(mother.pk), **typed)
    assert answer.status_code == 422
    assert "the spouse was somebody else" in " ".join(answer.context["form"].errors[field])


def test_what_the_case_cannot_decide_leads_to_the_field_that_supplies_it(
    advisor: Client, hers: Account
):
    Account.objects.filter(pk=hers.pk).update(inherited={"from": "mother"})
    case = reverse("planning:household_rmd", args=[hers.household_id, AS_OF.year])
    shown = text_of(advisor.get(case))
    assert f'<a href="{page_of("edit_inheritance", hers)}#id_beneficiary_class">' in shown
    chain = [{"person": "ben", "class": "disabled"}]
    own = {"firm": hers.firm, "household": hers.household, "is_member": False}
    ben = Person.objects.create(**own, key="ben", name="Ben", born_on=date(1950, 1, 1))
    facts = {"from": "mother", "class": "designated", "decedent_was": "beneficiary", "chain": chain}
    Account.objects.filter(pk=hers.pk).update(inherited=facts)
    assert f'<a href="{page_of("edit_person", ben)}#id_died_on">' in text_of(advisor.get(case))


def test_who_shares_one_account_is_told_what_counting_alone_rests_on(
    advisor: Client, story: Story, heirs: list[Beneficiary]
):
    Person.objects.filter(pk=story.person.pk).update(died_on=date(2025, 6, 7))
    advisor.post(page_of("pass_account_on", story.account))
    his = next(one for one in accounts_from(story.account) if one.owner.name == "Ann Doe")
    Account.objects.filter(pk=his.pk).update(inherited=his.inherited | {"class": "designated"})
    page = text_of(advisor.get(page_of("inherited_account", his)))
    assert "Red Cross inherited the same account, and Ann Doe is looked at alone" in page
    alone = {key: said for key, said in his.inherited.items() if key != "sole_beneficiary"}
    Account.objects.filter(pk=his.pk).update(inherited=alone | {"class": "designated"})
    page = text_of(advisor.get(page_of("inherited_account", his)))
    assert "Does Ann Doe count alone" in page
    assert f"{page_of('edit_inheritance', his)}#id_is_sole" in page


def test_a_holder_in_between_makes_the_present_one_a_successor(
    advisor: Client, story: Story, hers: Account
):
    aunt = Person.objects.create(
        firm=story.firm,
        household=story.household,
        key="aunt",
        name="Aunt",
        born_on=date(1930, 1, 1),
        died_on=date(2024, 1, 1),
        is_member=False,
    )
    mother = Person.objects.get(key="mother")
    near = "not_more_than_10_years_younger"
    typed = {"decedent": str(mother.pk), "holder_0": str(aunt.pk), "class_0": near}
    sent(advisor, page_of("edit_inheritance", hers), **typed, beneficiary_class="designated")
    hers.refresh_from_db()
    assert hers.inherited["chain"] == [{"person": "aunt", "class": near}]
    answer = advisor.get(page_of("inherited_account", hers))
    assert "empty by December 31, 2034" in text_of(answer)
    assert held_by(answer) == ["Mother Doe", "Aunt", "Pat Doe"]


def test_a_death_recorded_ends_the_schedule_and_says_who_takes_what_is_left(
    advisor: Client, story: Story, heirs: list[Beneficiary]
):
    answer = sent(advisor, page_of("death", story.person), died_on="06/07/2026")
    assert answer["Location"] == page_of("death", story.person)
    desk = advisor.get(page_of("death", story.person)).context["desk"]
    (left,) = desk.left
    # 237,000 ÷ 23.7 = 10,000, of which 2,500 was paid in March.
    assert (left.obligation["required"], left.obligation["remaining"]) == ("10000.00", "7500.00")
    assert left.obligation["waived_until"] == "2027-12-31"
    assert left.heirs == "Ann Doe (75%), Red Cross (25%)"
    told = " ".join(one.text for one in desk.to_do)
    assert "let Ann Doe (75%), Red Cross (25%) take the $7,500.00 left of 2026" in told
    assert "begin the accounts of those who inherit" in told
    schedule = compute_rmd_case(gather_facts(story.household, as_of=AS_OF), years=[2026, 2027])
    years = {o["distribution_year"]: o["status"] for o in schedule["obligations"]}
    assert years == {2026: "calculated", 2027: "undecided"}  # it asks who inherited


def test_those_who_inherit_get_accounts_of_their_own_once(
    advisor: Client, story: Story, heirs: list[Beneficiary]
):
    Person.objects.filter(pk=story.person.pk).update(died_on=date(2025, 6, 7))
    for _time in range(2):
        answer = advisor.post(page_of("pass_account_on", story.account))
        assert answer["Location"] == page_of("death", story.person)
    his, hers = sorted(accounts_from(story.account), key=lambda one: one.inherited.get("class", ""))
    assert his.inherited == {"from": "pat", "came_from": "ira", "sole_beneficiary": True}
    assert hers.inherited["class"] == "charity"
    assert hers.other_facts == {"owner_entity": "Red Cross"}
    assert hers.owner.name == "Ann Doe"  # who looks after it
    shares = {one.key: one.balances.get() for one in (his, hers)}
    assert [(b.amount, b.source) for b in shares.values()] == [
        (Decimal("177750.00"), YearEndBalance.Source.ESTIMATE),
        (Decimal("59250.00"), YearEndBalance.Source.ESTIMATE),
    ]
    desk = advisor.get(page_of("death", story.person)).context["desk"]
    assert [(own.account.pk, own.is_decided) for own in desk.accounts[0].own] == [
        (his.pk, False),
        (hers.pk, True),
    ]
    assert any("answer how Ann Doe inherited it" in one.text for one in desk.to_do)
    account = text_of(advisor.get(page_of("inherited_account", hers)))
    assert "looked after by Ann Doe" in account
    assert "Over the owner&#x27;s remaining life expectancy." in account


def test_a_spouse_is_known_from_the_marriage(advisor: Client, story: Story):
    sam = Person.objects.create(
        firm=story.firm,
        household=story.household,
        key="sam",
        name="Sam Doe",
        born_on=date(1952, 5, 10),
    )
    Marriage.objects.create(firm=story.firm, household=story.household, one=story.person, other=sam)
    Beneficiary.objects.create(firm=story.firm, account=story.account, person=sam)
    Person.objects.filter(pk=story.person.pk).update(died_on=date(2025, 6, 7))
    advisor.post(page_of("pass_account_on", story.account))
    (own,) = accounts_from(story.account)
    assert own.inherited["class"] == "spouse"
    assert own.balances.get().amount == Decimal("237000.00")


def test_who_holds_an_inherited_account_leaves_it_to_a_successor(
    advisor: Client, story: Story, hers: Account
):
    ann = Person.objects.create(
        firm=story.firm,
        household=story.household,
        key="ann",
        name="Ann Doe",
        born_on=date(1980, 5, 10),
    )
    Beneficiary.objects.create(firm=story.firm, account=hers, person=ann)
    Person.objects.filter(pk=story.person.pk).update(died_on=date(2026, 6, 7))
    advisor.post(page_of("pass_account_on", hers))
    (own,) = accounts_from(hers)
    assert own.inherited == {
        "came_from": "hers",
        "from": "mother",
        "sole_beneficiary": True,
        "chain": [{"person": "pat", "died_on": "2026-06-07", "class": "designated"}],
        "decedent_was": "beneficiary",
        "class": "designated",
    }
    answer = advisor.get(page_of("inherited_account", own))
    assert "empty by December 31, 2031" in text_of(answer)  # no new ten years
    assert held_by(answer) == ["Mother Doe", "Pat Doe", "Ann Doe"]


def test_the_same_person_elsewhere_is_offered_and_recorded_too(advisor: Client, story: Story):
    other = Household.objects.create(firm=story.firm, team=story.team, name="Other")
    twin = Person.objects.create(
        firm=story.firm,
        household=other,
        key="pat",
        name=story.person.name,
        born_on=story.person.born_on,
        is_member=False,
    )
    form = advisor.get(page_of("death", story.person)).context["form"]
    assert form.fields["also"].choices == [(str(twin.pk), "Other")]
    sent(advisor, page_of("death", story.person), died_on="06/07/2026", also=str(twin.pk))
    twin.refresh_from_db()
    assert twin.died_on == date(2026, 6, 7)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the date as month/day/year"),
        ("01/01/1940", "This is before the birth date."),
        ("01/01/2999", "This day has not come yet."),
    ],
    ids=["empty", "before", "later"],
)
def test_a_day_that_cannot_be_is_refused(advisor: Client, story: Story, typed: str, sentence: str):
    answer = sent(advisor, page_of("death", story.person), died_on=typed)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["died_on"][0]
    story.person.refresh_from_db()
    assert story.person.died_on is None


def test_nothing_is_passed_on_before_the_death_or_without_somebody_to_look_after_it(
    advisor: Client, story: Story, heirs: list[Beneficiary]
):
    answer = advisor.post(page_of("pass_account_on", story.account), follow=True)
    assert "Record the death first." in text_of(answer)
    Person.objects.update(died_on=date(2025, 6, 7))
    Beneficiary.objects.filter(entity="").update(to_on=date(2020, 1, 1))
    answer = advisor.post(page_of("pass_account_on", story.account), follow=True)
    assert "could look after the part of Red Cross" in text_of(answer)
    assert accounts_from(story.account) == []


def test_an_account_nobody_inherited_leads_to_the_form(advisor: Client, story: Story):
    answer = advisor.get(page_of("inherited_account", story.account))
    assert answer["Location"] == page_of("edit_inheritance", story.account)


def test_what_the_old_account_left_is_told_on_the_desk_and_not_on_the_new_ones_page(
    advisor: Client, story: Story, heirs: list[Beneficiary]
):
    Person.objects.filter(pk=story.person.pk).update(died_on=date(2026, 6, 7))
    advisor.post(page_of("pass_account_on", story.account))
    for own in accounts_from(story.account):
        page = advisor.get(page_of("inherited_account", own)).context["page"]
        assert {one["account"] for one in page.document["caveats"]} <= {own.key}


def test_the_desk_knows_whom_an_account_came_from_that_is_not_on_record(
    advisor: Client, story: Story, hers: Account
):
    mother = Person.objects.get(key="mother")
    Person.objects.filter(pk=mother.pk).update(died_on=date(2025, 3, 2))
    YearEndBalance.objects.filter(account=hers).delete()
    answer = advisor.get(page_of("death", mother))
    page, desk = text_of(answer), answer.context["desk"]
    assert [one.account for one in desk.elsewhere] == [hers]
    assert "From accounts that are not on record here" in page
    told = {one.text: one.until for one in desk.to_do}
    asked = f"{hers}: enter the balance of December 31, 2024, for what 2025 asked"
    assert told[asked] == date(2026, 12, 31)
    assert f"{hers}: enter the balance of December 31, 2025" in told
    YearEndBalance.objects.create(firm=hers.firm, account=hers, year=2024, amount=128_000)
    (left,) = advisor.get(page_of("death", mother)).context["desk"].left
    # 100 in 2025, as if alive all year: 128,000 ÷ 6.4.
    assert (left.obligation["required"], left.heirs) == ("20000.00", "Pat Doe")


def test_the_desk_lists_what_somebody_had_inherited_and_left_behind(
    advisor: Client, story: Story, hers: Account, heirs: list[Beneficiary]
):
    Beneficiary.objects.filter(entity="").update(account=hers, share=1)
    Person.objects.filter(pk=story.person.pk).update(died_on=date(2026, 6, 7))
    page = text_of(advisor.get(page_of("death", story.person)))
    assert "Inherited from Mother Doe:" in page
    chain = [{"person": "pat", "class": "designated"}]
    facts = {"from": "mother", "decedent_was": "beneficiary", "class": "designated", "chain": chain}
    ann = Person.objects.get(key="ann")
    Account.objects.filter(pk=hers.pk).update(owner=ann, inherited=facts)
    for person in (story.person, Person.objects.get(key="mother")):
        desk = advisor.get(page_of("death", person)).context["desk"]
        assert [one.account for one in desk.elsewhere] == [hers]


def test_the_desk_says_where_nothing_of_somebody_is_on_record(advisor: Client, story: Story):
    own = {"firm": story.firm, "household": story.household, "is_member": False}
    ben = Person.objects.create(**own, key="ben", name="Ben", died_on=date(2024, 1, 1))
    page = text_of(advisor.get(page_of("death", ben)))
    assert "No retirement account of Ben is on record, and none that was inherited" in page
    assert reverse("planning:new_account", args=[story.household.pk]) in page


def test_the_years_of_a_new_account_are_projected_before_its_first_december_31(
    advisor: Client, story: Story, heirs: list[Beneficiary]
):
    Person.objects.filter(pk=story.person.pk).update(died_on=date(2026, 6, 7))
    advisor.post(page_of("pass_account_on", story.account))
    his = next(one for one in accounts_from(story.account) if one.owner.name == "Ann Doe")
    Account.objects.filter(pk=his.pk).update(inherited=his.inherited | {"class": "designated"})
    answer = advisor.get(page_of("inherited_account", his))
    page = answer.context["page"]
    assert "75% of the $238,850.00 that the account it came from is projected" in text_of(answer)
    assert [line.year for line in page.years] == list(range(2026, 2037))
    # 237,000 × 1.05 − 10,000 = 238,850, of it 75%; Ann is 47 in 2027: 39.0.
    assert page.years[1].amount["balance"] == "179137.50"
    assert page.years[1].amount["required"] == "4593.27"
    assert page.last_year == 2036
    YearEndBalance.objects.filter(account=story.account).delete()
    answer = advisor.get(page_of("inherited_account", his))
    assert "which has not come. It cannot be projected either" in text_of(answer)
    assert reverse("planning:balances", args=[story.household.pk]) in text_of(answer)
