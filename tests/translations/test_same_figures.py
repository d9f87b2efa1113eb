"""A client who reads another language reads the same figures, and no sentence in English."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, localize

from advisorsite.translations.catalogue import read
from advisorsite.translations.sources import templates
from planning.engine.household_file import read_household
from planning.plan_wording import word_plan
from planning.reports.case_years import year_document
from planning.reports.context import read_case
from planning.reports.letter import letter_context
from planning.reports.plan_context import read_plan
from planning.reports.plan_pdf import plan_html
from planning.rmd_case import compute_rmd_case
from planning.wording import spoken_date, spoken_money
from tests.cast import Story
from tests.objects import released_figures
from tests.planning.plan_versions import a_plan
from tests.planning.plans import plan_of_kim
from tests.portal_objects import a_portal_act, a_portal_ask

PORTAL = reverse("planning:portal")
FIGURE = re.compile(r"\$?\d+(?:,\d{3})*(?:\.\d+)?[%½]?")
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.S)
CATALOGUE = read(
    (settings.LOCALE_PATHS[0] / "es" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
)
# What reads the same in both languages, and names that stand in a page as they are.
WORDS = {sentence.id for sentence, texts in CATALOGUE.items() if sentence.id not in texts}
ENGLISH = {text for text in WORDS if re.search(r"[a-z] [a-z]", text) and not set("{%") & set(text)}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 22, 18, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


def text_of(page: str) -> str:
    return " ".join(unescape(TAG.sub(" ", page)).split())


def written(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def figures(text: str) -> list[str]:
    return sorted(FIGURE.findall(text))


def left_in_english(text: str) -> set[str]:
    return {words for words in ENGLISH if words in text}


def test_the_portal_shows_the_same_figures(story: Story, portal_client: Client) -> None:
    released_figures(story)
    a_portal_ask(story)
    a_portal_act(story)
    english = text_of(portal_client.get(PORTAL).content.decode())
    portal_client.post(reverse("clients:choose_language"), {"language": "es", "next": PORTAL})
    answer = portal_client.get(PORTAL)
    spanish = text_of(answer.content.decode())
    assert "Lo que usted debe retirar" in spanish
    assert figures(spanish) == figures(english)
    assert "$10,000.00" in figures(spanish)
    assert not left_in_english(spanish)
    ours = {str(path.relative_to(settings.BASE_DIR / "templates")) for path in templates()}
    assert {one.name for one in answer.templates if one.name} <= ours


@pytest.mark.parametrize("kind", ["upload", "wishes", "question"])
def test_what_a_client_does_is_asked_in_their_language(
    kind: str, story: Story, portal_client: Client
) -> None:
    portal_client.post(reverse("clients:choose_language"), {"language": "es", "next": PORTAL})
    address = reverse("planning:portal_act", args=[story.household.pk, kind])
    for answer in (portal_client.get(address), portal_client.post(address, {})):
        page = text_of(answer.content.decode())
        assert "Enviarlo" in page
        assert not left_in_english(page)


def test_an_error_is_told_in_the_clients_language(story: Story, portal_client: Client) -> None:
    portal_client.post(reverse("clients:choose_language"), {"language": "es", "next": PORTAL})
    page = text_of(portal_client.get("/nothing/").content.decode())
    assert "Página no encontrada" in page
    assert not left_in_english(page)


@pytest.mark.parametrize("name", ["couple.json", "complete.json", "one-ira-2021.json"])
def test_a_letter_says_the_same_figures(name: str) -> None:
    file = (settings.BASE_DIR / "tests" / "examples" / name).read_text(encoding="utf-8")
    household = read_household(file)
    said = {}
    for language in ("en", "es"):
        with translation.override(language):
            document = year_document(household, year=household.as_of.year)
            context = letter_context(read_case(document, year=household.as_of.year))
            said[language] = render_to_string(
                "reports/letter.html", {**context, "letterhead": None}
            )
    assert '<html lang="es"' in said["es"]
    english, spanish = text_of(said["en"]), text_of(said["es"])
    assert "Retiros requeridos" in spanish
    assert figures(spanish) == figures(english)
    assert not left_in_english(spanish)


def test_a_result_is_worded_in_spanish_with_the_same_figures() -> None:
    file = (settings.BASE_DIR / "tests" / "examples" / "complete.json").read_text(encoding="utf-8")
    household = read_household(file)
    worded = {}
    for language in ("en", "es"):
        with translation.override(language):
            worded[language] = written(compute_rmd_case(household, years=[2026, 2027]))
    assert figures(worded["es"]) == figures(worded["en"])
    assert "distribución" in worded["es"]


def test_days_and_amounts_are_written_as_in_the_united_states() -> None:
    with translation.override("es"):
        # The year does not stand alone on a line.
        assert spoken_date(date(2026, 12, 31)) == "31 de diciembre de\N{NO-BREAK SPACE}2026"
        assert date_format(date(2026, 12, 31)) == "31 de diciembre de 2026"
        assert spoken_money(Decimal("1234.56")) == "$1,234.56"
        assert localize(Decimal("1234.56"), use_l10n=True) == "1234.56"


def test_a_stored_plan_reads_the_same_in_both_languages() -> None:
    stored = plan_of_kim()
    english, spanish = (word_plan(stored, language) for language in ("en", "es"))
    assert figures(written(spanish)) == figures(written(english))
    assert spanish["names"]["people"] == english["names"]["people"]
    assert not left_in_english(written(spanish))


def test_the_pages_of_a_plan_show_the_same_figures() -> None:
    said = {}
    for language in ("en", "es"):
        with translation.override(language):
            said[language] = plan_html(read_plan(plan_of_kim()))
    assert '<html lang="es"' in said["es"]
    english, spanish = text_of(said["en"]), text_of(said["es"])
    assert "Qué decidir en 2026" in spanish
    assert figures(spanish) == figures(english)
    assert not left_in_english(spanish)


def test_a_released_plan_is_read_in_the_clients_language(
    story: Story, portal_client: Client
) -> None:
    version = a_plan(story, "released")
    address = reverse("planning:portal_plan", args=[version.pk])
    english = text_of(portal_client.get(address).content.decode())
    portal_client.post(reverse("clients:choose_language"), {"language": "es", "next": PORTAL})
    answer = portal_client.get(address)
    spanish = text_of(answer.content.decode())
    assert "Lo que se supone" in spanish
    assert figures(spanish) == figures(english)
    assert not left_in_english(spanish)
    ours = {str(path.relative_to(settings.BASE_DIR / "templates")) for path in templates()}
    assert {one.name for one in answer.templates if one.name} <= ours
