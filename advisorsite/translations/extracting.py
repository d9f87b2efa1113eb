"""Which sentences do the files say that a client may read?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Node, Template, engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

from advisorsite.translations.sources import modules, templates

# Which arguments of a function are what: the context, the sentence, the sentence of several.
_SAID = {
    "gettext": ("id",),
    "pgettext": ("context", "id"),
    "ngettext": ("id", "plural"),
    "npgettext": ("context", "id", "plural"),
}
FUNCTIONS = {name: said for plain, said in _SAID.items() for name in (plain, f"{plain}_lazy")}
MODULE = "django.utils.translation"
ARGUMENT = re.compile(r"""_\((["'])(.+?)\1\)""")  # of a tag or a filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What is to be translated, as gettext knows it."""

    id: str
    plural: str = ""
    context: str = ""


@cache
def sentences() -> dict[Sentence, list[str]]:
    """Return every sentence a client may read, with the files that say it, in their order."""
    found: dict[Sentence, list[str]] = {}
    for path in (*templates(), *modules()):
        is_module = path.suffix == ".py"
        said = of_module(path.read_text(encoding="utf-8")) if is_module else of_template(path)
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for sentence in said:
            places = found.setdefault(sentence, [])
            if place not in places:
                places.append(place)
    return found


def of_module(text: str) -> Iterator[Sentence]:
    """Yield what a module gives to gettext, under whatever name it has there."""
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name: FUNCTIONS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == MODULE
        for alias in node.names
        if alias.name in FUNCTIONS
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(call.func, ast.Name) and call.func.id in names:
            words = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
            said = dict(zip(names[call.func.id], map(str, words), strict=False))
            if "id" in said:
                yield Sentence(**said)


def of_template(path: Path) -> Iterator[Sentence]:
    """Yield what the tags of a template translate."""
    engine: Any = engines["django"]
    text = path.read_text(encoding="utf-8")
    yield from (Sentence(id=match[2]) for match in ARGUMENT.finditer(text))
    template: Template = engine.engine.from_string(text)
    for node in template.nodelist.get_nodes_by_type(Node):
        context = getattr(node, "message_context", None)
        named = str(context.resolve({})) if context else ""
        if isinstance(node, TranslateNode):
            literal = node.filter_expression.var.literal  # none of a name
            if isinstance(literal, str):
                yield Sentence(id=literal, context=named)
        elif isinstance(node, BlockTranslateNode):
            one, many = (_written(node, part) for part in (node.singular, node.plural or []))
            yield Sentence(id=one, plural=many, context=named)


def _written(node: BlockTranslateNode, tokens: list[Any]) -> str:
    text: str = node.render_token_list(tokens)[0]
    return trim_whitespace(text) if node.trimmed else text
