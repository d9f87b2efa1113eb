"""Catalogues as files: `.po`, which people write, and `.mo`, which is read while the site runs."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterable, Iterator, Mapping

from advisorsite.translations.extracting import Sentence

WIDTH = 96
MAGIC = 0x950412DE
PARTS = {"msgctxt": "context", "msgid": "id", "msgid_plural": "plural"}
LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) )?(".*")')

Translations = dict[Sentence, tuple[str, ...]]  # one text, or one for each plural form


def read(text: str) -> Translations:
    """Return what a `.po` file says; its header is the translation of the empty sentence.

    Fuzzy entries do not count, as for gettext.
    """
    found: Translations = {}
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line and not line.startswith("#~")]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        parts: dict[str, str] = {}
        name = ""
        for line in lines:
            if match := LINE.fullmatch(line):
                name = match[1] or name
                parts[name] = parts.get(name, "") + ast.literal_eval(match[2])
        if "msgid" in parts:
            said = {PARTS[name]: value for name, value in parts.items() if name in PARTS}
            texts = tuple(value for name, value in parts.items() if name.startswith("msgstr"))
            found[Sentence(**said)] = texts
    return found


def write(header: str, places: Mapping[Sentence, list[str]], known: Translations) -> str:
    """Return a `.po` file of the sentences, those without a translation left empty."""
    head = "\n".join(['msgid ""', *_field("msgstr", header)])
    blocks = [head, *("\n".join(_entry(one, at, known)) for one, at in places.items())]
    return "\n\n".join(blocks) + "\n"


def compiled(known: Translations) -> bytes:
    """Return the `.mo` file of what is translated."""
    said = sorted(_bytes(known))
    start = 7 * 4
    ids, texts = (b"".join(part + b"\0" for part in parts) for parts in zip(*said, strict=True))
    first_id = start + 16 * len(said)
    tables: list[int] = []
    for position, begin in ((0, first_id), (1, first_id + len(ids))):
        for entry in said:
            tables += (len(entry[position]), begin)
            begin += len(entry[position]) + 1
    head = struct.pack("<7I", MAGIC, 0, len(said), start, start + 8 * len(said), 0, 0)
    return head + struct.pack(f"<{len(tables)}I", *tables) + ids + texts


def _bytes(known: Translations) -> Iterator[tuple[bytes, bytes]]:
    for sentence, texts in known.items():
        if all(texts):
            key = f"{sentence.context}\x04{sentence.id}" if sentence.context else sentence.id
            key += f"\0{sentence.plural}" if sentence.plural else ""
            yield key.encode(), "\0".join(texts).encode()


def _entry(sentence: Sentence, places: Iterable[str], known: Translations) -> Iterator[str]:
    yield from (f"#: {place}" for place in places)
    if sentence.context:
        yield from _field("msgctxt", sentence.context)
    yield from _field("msgid", sentence.id)
    texts = known.get(sentence, ())
    if not sentence.plural:
        yield from _field("msgstr", texts[0] if texts else "")
        return
    yield from _field("msgid_plural", sentence.plural)
    for number, text in enumerate(texts or ("", "")):
        yield from _field(f"msgstr[{number}]", text)


def _field(name: str, text: str) -> list[str]:
    """Return a field in one line, or in several that break after a space or a line's end."""
    if len(name) + len(text) + 3 <= WIDTH and "\n" not in text:
        return [f"{name} {_quoted(text)}"]
    pieces = [""]
    for word in re.findall(r"[^ \n]*(?:[ \n]|$)", text):
        if len(pieces[-1]) + len(word) > WIDTH or pieces[-1].endswith("\n"):
            pieces.append("")
        pieces[-1] += word
    return [f'{name} ""', *(_quoted(piece) for piece in pieces if piece)]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
