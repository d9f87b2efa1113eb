"""Every sentence a client may read is said in every language clients choose from."""

from __future__ import annotations

import gettext
import re
from io import BytesIO, StringIO
from pathlib import Path
from string import Formatter

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from advisorsite.translations.catalogue import Translations, compiled, read, write
from advisorsite.translations.extracting import Sentence, of_module, of_template, sentences

FOLDER = Path(settings.LOCALE_PATHS[0])
OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
HEADER = Sentence(id="")
NAMED = re.compile(r"%\((\w+)\)[sd]")
CLAIMS = {"es": re.compile(r"libres? de impuestos|garanti[zc]|sin (ningún )?riesgo", re.I)}


def catalogue(language: str) -> Translations:
    return read((FOLDER / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8"))


def stands_for(text: str) -> list[tuple[str, str]]:
    """Return the names in a sentence with how each is written, whatever their order."""
    braced = "" if NAMED.search(text) or "%%" in text else text
    fields = [(name, spec or "") for _text, name, spec, _how in Formatter().parse(braced) if name]
    return sorted(fields + [(name, "%") for name in NAMED.findall(text)])


def test_the_catalogues_are_what_the_pages_say() -> None:
    told = StringIO()
    call_command("translations", check=True, stdout=told)
    assert "Español" in told.getvalue()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_stands_for_the_same_things(language: str) -> None:
    for sentence, texts in catalogue(language).items():
        for text in texts if sentence != HEADER else ():
            originals = [stands_for(sentence.id), stands_for(sentence.plural)]
            assert stands_for(text) in originals, sentence


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_of_several_has_each_of_its_forms(language: str) -> None:
    known = catalogue(language)
    forms = int(re.findall(r"nplurals=(\d)", known[HEADER][0])[0])
    for sentence, texts in known.items():
        assert len(texts) == (forms if sentence.plural else 1), sentence


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_promised_in_any_language(language: str) -> None:
    for texts in catalogue(language).values():
        for text in texts:
            assert not CLAIMS[language].search(text), text


def test_what_is_missing_is_named(settings: object, tmp_path: Path) -> None:
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(write("Language: es\n", {}, {}), encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]  # type: ignore[attr-defined]  # pytest-django's
    call_command("translations", stdout=StringIO())
    told = StringIO()
    with pytest.raises(CommandError, match=r"manage\.py translations"):
        call_command("translations", check=True, stdout=told)
    assert "  Your year\n" in told.getvalue()


def test_a_module_is_read_whatever_it_calls_gettext() -> None:
    text = """
from django.utils.translation import gettext_lazy as lazy, ngettext, pgettext
A = lazy("One sentence "
         "in two parts")
B = ngettext("{n} day", "{n} days", 3)
C = pgettext("a month", "May")
D = print("nothing to translate")
"""
    assert list(of_module(text)) == [
        Sentence(id="One sentence in two parts"),
        Sentence(id="{n} day", plural="{n} days"),
        Sentence(id="May", context="a month"),
    ]


def test_a_template_is_read_inside_its_blocks_and_arguments(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        '{% load i18n %}{% if x %}{% translate "One" %}{% endif %}'
        "{% translate x %}{% blocktranslate trimmed count n=x %}\n {{ n }} day\n"
        '{% plural %}{{ n }} days{% endblocktranslate %}{{ y|default:_("Two") }}',
        encoding="utf-8",
    )
    assert set(of_template(path)) == {
        Sentence(id="One"),
        Sentence(id="%(n)s day", plural="%(n)s days"),
        Sentence(id="Two"),
    }


def test_a_catalogue_is_read_as_it_was_written() -> None:
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    known = {
        HEADER: (header,),
        Sentence(id='A "quoted" \\ sentence\nof two lines'): ("Una frase\nde dos líneas",),
        Sentence(id="May", context="a month"): ("mayo",),
        Sentence(id="{n} day", plural="{n} days"): ("{n} día", "{n} días"),
        Sentence(id="word " * 60): ("palabra " * 60,),
    }
    places = {sentence: ["page.html"] for sentence in known if sentence != HEADER}
    written = write(header, places, known)
    assert read(written) == known
    assert max(map(len, written.splitlines())) <= 100
    assert read(written.replace("#: page.html", "#, fuzzy", 1)).keys() == known.keys() - {
        next(iter(places))
    }

    spoken = gettext.GNUTranslations(BytesIO(compiled(known)))
    assert spoken.gettext('A "quoted" \\ sentence\nof two lines') == "Una frase\nde dos líneas"
    assert spoken.pgettext("a month", "May") == "mayo"
    assert [spoken.ngettext("{n} day", "{n} days", n) for n in (1, 2)] == ["{n} día", "{n} días"]


def test_what_is_read_names_the_files_that_say_it() -> None:
    assert sentences()[Sentence(id="Your documents")] == ["templates/planning/_your_documents.html"]
