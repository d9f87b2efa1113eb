"""The calculator: two doors, nothing kept, everything typed still there after a refusal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.planning.test_forms import ANSWERS

CALCULATOR = reverse("planning:calculator")
CASE = reverse("planning:case")


def post(client: Client, **answers: str) -> Any:
    return client.post(CASE, ANSWERS | {"door": "owner"} | answers)


def test_it_shows_both_doors_and_a_demo(client: Client) -> None:
    page = client.get(CALCULATOR).content.decode()
    for words in ("One person, one account", "A household file", "Try the demo household"):
        assert words in page


def test_no_field_travels_in_an_address(client: Client) -> None:
    page = client.get(CALCULATOR).content.decode()
    forms = re.findall(r"<form[^>]*>", page)
    assert len(forms) == 3
    assert all('method="post"' in form for form in forms)


def test_an_answer_opens_the_case(client: Client) -> None:
    page = post(client).content.decode()
    assert "$18,867.92" in page
    assert "April 1, 2027" in page


def test_the_years_before_are_open_too(client: Client) -> None:
    page = post(client, born_on="07/15/1949", year="2021", balance="100000").content.decode()
    assert "$3,906.25" in page
    assert "25.6" in page


def test_a_refused_answer_keeps_what_was_typed(client: Client) -> None:
    typed = {"born_on": "13/45/1953", "balance": "lots", "kind": "403b", "name": "J. Ortiz"}
    page = post(client, **typed).content.decode()
    for text in ("13/45/1953", "lots", "J. Ortiz"):
        assert f'value="{text}"' in page
    assert '<option value="403b" selected>' in page


def test_a_refusal_stands_beside_its_field_and_is_announced(client: Client) -> None:
    page = post(client, born_on="13/45/1953").content.decode()
    field = re.search(r'<input[^>]*id="id_born_on"[^>]*>', page)
    assert field
    assert 'aria-invalid="true"' in field[0]
    described = re.search(r'aria-describedby="([^"]*)"', field[0])
    assert described
    assert all(f'id="{name}"' in page for name in described[1].split())
    assert 'role="alert"' in page


def test_a_name_is_never_markup(client: Client) -> None:
    page = post(client, name="<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("route", ["about_the_law", "household_schema"])
def test_the_pages_about_it_are_there(client: Client, route: str) -> None:
    assert client.get(reverse(f"planning:{route}")).status_code == 200


def test_the_law_page_takes_its_figures_from_the_law(client: Client) -> None:
    page = client.get(reverse("planning:about_the_law")).content.decode()
    for figure in ("$3,906.25", "$3,649.64", "$3,773.58", "25%", "10%"):
        assert figure in page


def test_the_schema_is_the_published_one(client: Client) -> None:
    response = client.get(reverse("planning:household_schema"))
    assert '"household/1"' in response.content.decode()
