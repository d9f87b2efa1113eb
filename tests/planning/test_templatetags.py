from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError

from planning.engine.law import load_law


def written(expression: str, value: object) -> str:
    template = Template("{% load money %}{{ value|" + expression + " }}")
    return template.render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("dollars", "20940.01", "$20,940.01"),
        ("dollars", Decimal(0), "$0.00"),
        ("dollars", "-1234.5", "−$1,234.50"),
        ("dollars", None, "–"),
        ("round_dollars", Decimal(111000), "$111,000"),
        ("round_dollars", Decimal("44313.73"), "$44,313.73"),
        ("day", "2027-04-01", "April 1, 2027"),
        ("day", None, "–"),
        ("age", "73", "73"),
        ("age", Decimal("70.5"), "70½"),
        ("percent", "0.25", "25%"),
        ("percent", "0.10", "10%"),
    ],
)
def test_figures_are_written_as_people_read_them(expression: str, value: object, text: str) -> None:
    assert written(expression, value) == text


def test_an_icon_is_silent_and_takes_the_color_of_its_words() -> None:
    svg = Template('{% load icons %}{% icon "clock" %}').render(Context())
    assert 'aria-hidden="true"' in svg
    assert 'fill="currentColor"' in svg


def test_an_icon_that_is_not_there_is_noticed() -> None:
    with pytest.raises(TemplateSyntaxError, match="nonsense"):
        Template('{% load icons %}{% icon "nonsense" %}').render(Context())


def test_every_vendored_icon_is_in_use() -> None:
    templates = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(settings.BASE_DIR, "templates").rglob("*")
        if path.suffix == ".html"
    )
    icons = Path(settings.BASE_DIR, "static", "vendor", "bootstrap-icons").glob("*.svg")
    assert [path.stem for path in icons if f'icon "{path.stem}"' not in templates] == []


def test_a_page_names_the_law_it_speaks_from() -> None:
    template = Template("{% load law %}{% law_version %}")
    assert template.render(Context()) == load_law().version
