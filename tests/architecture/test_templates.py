"""A template that names what it was not given fails the test that renders it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from planning.models import Letter

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_a_name_that_means_nothing_fails() -> None:
    template = engines["django"].from_string("{{ nobody }}")
    with pytest.raises(pytest.fail.Exception, match="nobody"):
        template.render({})


@pytest.mark.parametrize("source", ["{{ letter.nothing }}", "{% if letter.nothing %}{% endif %}"])
def test_an_attribute_that_is_not_there_fails_also_in_a_condition(source: str) -> None:
    template = engines["django"].from_string(source)
    with pytest.raises(pytest.fail.Exception, match="Letter has no 'nothing'"):
        template.render({"letter": Letter()})


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
def test_it_compiles_and_has_no_inline_script_or_style(template: Path) -> None:
    get_template(str(template.relative_to(ROOT / "templates")))
    text = template.read_text(encoding="utf-8")
    # For the PDF maker and mail programs, which obey no policy; the latter know no style sheet.
    is_printed = bool({"reports", "emails"} & set(template.parts))
    for inline in ("<style", " style=", " onclick=", " onchange=", " onload=", "hx-on:", "js:"):
        assert is_printed or inline not in text, inline


def test_every_script_is_a_file_of_ours() -> None:
    for template in TEMPLATES:
        for script in template.read_text(encoding="utf-8").split("<script")[1:]:
            tag = script.partition(">")[0]
            assert "src=" in tag or 'type="application/json"' in tag, template
            assert "//" not in tag, template
