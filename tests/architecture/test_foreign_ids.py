"""No form takes the id of another household or firm, whoever writes it in by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ForeignKey, Model
from django.forms import BaseForm
from django.test import Client
from lxml.html import (  # type: ignore[import-untyped]  # no types
    FormElement,
    HtmlElement,
    document_fromstring,
)

from clients import services
from clients.models import Custodian, Fact, FirmRow, Household, Team
from clients.services.naming import check_named
from tests.architecture.test_permissions import ROWS, address_of, name_of, rolled_back
from tests.cast import Story

OF_A_FIRM = (Team, Custodian)
# Forms that choose a row of the firm or a household. The test finds them; a new one is added here.
CHOOSERS = {
    "clients:archive_team": {"successor"},
    "clients:invite": {"teams"},
    "clients:member": {"teams"},
    "planning:custodian_figure": {"document"},
    "planning:edit_account": {"owner", "custodian"},
    "planning:edit_beneficiary": {"person"},
    "planning:edit_fixed_withdrawal": {"account"},
    "planning:edit_household": {"team"},
    "planning:edit_income": {"person"},
    "planning:edit_marriage": {"one", "other"},
    "planning:balance_evidence": {"document"},
    "planning:import_household": {"team"},
    "planning:invite_client": {"person"},
    "planning:imports": {"custodian"},
    "planning:new_account": {"owner", "custodian"},
    "planning:new_beneficiary": {"person"},
    "planning:new_fixed_withdrawal": {"account"},
    "planning:new_household": {"team"},
    "planning:new_income": {"person"},
    "planning:new_marriage": {"one", "other"},
    "planning:payment_evidence": {"document"},
    "planning:person_gifts": {"account"},
    "planning:record_payment": {"account"},
}


class Chooser(NamedTuple):
    """A field of a form that holds the id of a row."""

    form: FormElement
    field: str
    row: UUID


@pytest.fixture
def strange(story: Story) -> dict[type[Model], Model]:
    """Rows of another household of the firm, of every kind a form may name."""
    return _rows_of(Household.objects.get(name="Roe"), story)


@pytest.fixture
def foreign(story: Story) -> dict[type[Model], Model]:
    """The same of another firm."""
    return _rows_of(Household.objects.get(name="Poe"), story)


@pytest.fixture
def own(story: Story) -> dict[type[Model], Model]:
    return _rows_of(story.household, story)


def _rows_of(household: Household, story: Story) -> dict[type[Model], Model]:
    firm, account = household.firm, household.accounts.get()
    slip = SimpleUploadedFile("slip.pdf", f"%PDF-1.7 {household.name}\n%%EOF\n".encode())
    actor = story.users["owner"]
    rows: list[Model] = [
        household,
        household.team,
        account,
        account.owner,
        account.payments.get(),
        account.balances.get(),
        Custodian.objects.get_or_create(firm=firm, name="Sequoia")[0],
        services.add_document(actor=actor, household=household, upload=slip),
    ]
    return {type(row): row for row in rows}


def _choosers(page: HtmlElement, own: Collection[UUID]) -> Iterator[Chooser]:
    known = {str(row) for row in own}
    for form in page.forms:
        if form.method.upper() != "POST":
            continue
        for field in form.xpath(".//select | .//input[@type='checkbox' or @type='radio']"):
            if field.get("disabled") is not None:
                continue  # what is sent for it is not read
            values = field.xpath(".//option/@value") or [field.get("value", "")]
            for value in known & set(values):
                yield Chooser(form, field.name, UUID(value))


def _errors(answer: Any) -> set[str]:
    contexts = [flat for context in answer.context or [] for flat in context.dicts]
    forms = [value for flat in contexts for value in flat.values() if isinstance(value, BaseForm)]
    return {name for form in forms for name in form.errors}


def test_no_form_takes_a_row_of_another_household_or_firm(
    story: Story,
    owner: Client,
    own: dict[type[Model], Model],
    strange: dict[type[Model], Model],
    foreign: dict[type[Model], Model],
) -> None:
    kinds = {row.pk: kind for kind, row in own.items()}
    kinds[Team.objects.create(firm=story.firm, name="South").pk] = Team
    found: dict[str, set[str]] = {}
    wrong = []
    for row in [row for row in ROWS if "POST" in row]:
        with rolled_back():
            address = address_of(row, story)
            answer = owner.get(address)
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            for form, field, chosen in _choosers(document_fromstring(answer.content), kinds):
                found.setdefault(row["address"], set()).add(field)
                kind = kinds[chosen]
                of_the_firm = kind in OF_A_FIRM
                for other in [foreign[kind]] if of_the_firm else [foreign[kind], strange[kind]]:
                    typed = {**dict(form.form_values()), field: str(other.pk)}
                    sent = owner.post(form.get("action") or address, typed)
                    if field not in _errors(sent) or sent.status_code != 422:
                        wrong.append((name_of(row), field, kind.__name__, sent.status_code))
    assert wrong == []
    assert found == CHOOSERS


def _naming_fields() -> Iterator[Any]:
    for model in apps.get_models():
        if not issubclass(model, Fact):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and issubclass(field.related_model, FirmRow):
                yield pytest.param(model, field, id=f"{model.__name__}.{field.name}")


@pytest.mark.parametrize(
    ("model", "field"),
    list(_naming_fields()),
    ids=lambda part: getattr(part, "__name__", str(part)),
)
def test_no_row_names_one_of_another_household_or_firm(
    story: Story,
    strange: dict[type[Model], Model],
    foreign: dict[type[Model], Model],
    model: type[FirmRow],
    field: ForeignKey[Any, Any],
) -> None:
    others = [foreign.get(field.related_model)]
    if field.related_model not in OF_A_FIRM:
        others.append(strange.get(field.related_model))
    for other in others:
        assert other is not None, f"{model.__name__}.{field.name} names a kind of row not made here"
        with pytest.raises(ValidationError) as refused:
            check_named(model(firm=story.firm, **{field.name: other}), story.household)
        assert list(refused.value.message_dict) == [field.name]
