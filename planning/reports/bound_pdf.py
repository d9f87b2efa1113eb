"""Write one PDF of many, one after the other: memory does not grow with their number.

A library that binds PDFs keeps every object of all of them until the end, and tagged letters have
many. Here each letter is copied into the file as it comes, with its objects numbered on, and only
where each object lies is remembered.
"""

from __future__ import annotations

import re
import zlib
from html import escape
from io import BytesIO
from typing import IO, Any

import pikepdf

PLACE = 8  # bytes for each object: how it is kept, where, and which it is in there
METADATA = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


CATALOG = (
    b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Outlines %d 0 R/Metadata %d 0 R"
    b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Lang %s>>"
)
# What is read of an object: strings, lest what stands in them is taken for something else, and
# what is another in the new file.
STRING = rb"\((?:[^()\\]|\\.)*\)|<[0-9a-f]*>"
TOKEN = re.compile(
    rb"(?P<names>/ID (?:%s)|/Headers \[(?: (?:%s))* \])"
    rb"|(?:%s)"
    rb"|/StructParents? (?P<key>\d+)"
    rb"|(?P<object>\d+) (?P<generation>\d+) R\b" % (STRING, STRING, STRING),
    re.DOTALL,
)


class PdfFile:
    """A PDF that is written from its beginning to its end."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.places = bytearray(PLACE)  # of no object
        self.out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def number(self) -> int:
        """Return the number of an object that is written later."""
        self.places.extend(bytes(PLACE))
        return len(self.places) // PLACE - 1

    def write(self, number: int, body: bytes) -> None:
        """Write an object where the file has got to."""
        self._place(number, 1, self.out.tell(), 0)
        self.out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def write_stream(self, number: int, head: bytes, data: bytes) -> None:
        """Write an object with data behind it."""
        self.write(number, head + b"\nstream\n" + data + b"\nendstream")

    def write_packed(self, objects: list[tuple[int, bytes]]) -> None:
        """Write objects without data together, compressed."""
        holder, index, at = self.number(), [], 0
        for place, (number, body) in enumerate(objects):
            self._place(number, 2, holder, place)
            index.append(b"%d %d" % (number, at))
            at += len(body) + 1
        first = b" ".join(index) + b"\n"
        data = zlib.compress(first + b"\n".join(body for _number, body in objects))
        head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>"
        self.write_stream(holder, head % (len(objects), len(first), len(data)), data)

    def close(self, *, root: int, info: int) -> None:
        """Write where everything lies."""
        number, start = self.number(), self.out.tell()
        self._place(number, 1, start, 0)
        size, data = len(self.places) // PLACE, zlib.compress(bytes(self.places))
        head = (
            b"<</Type/XRef/Size %d/W[1 5 2]/Root %d 0 R/Info %d 0 R/Filter/FlateDecode/Length %d>>"
        )
        self.write_stream(number, head % (size, root, info, len(data)), data)
        self.out.write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _place(self, number: int, kind: int, where: int, index: int) -> None:
        place = bytes([kind]) + where.to_bytes(5, "big") + index.to_bytes(2, "big")
        self.places[number * PLACE : (number + 1) * PLACE] = place


class LetterCopy:
    """The objects of one letter on their way into the file, under new numbers."""

    def __init__(self, file: PdfFile, source: pikepdf.Pdf, place: int, first_key: int) -> None:
        self.file, self.source, self.first_key = file, source, first_key
        self.mark = b"%d-" % place
        self.numbers: dict[tuple[int, int], int] = {}
        self.waiting: list[tuple[int, int]] = []

    def stand_in(self, original: pikepdf.Object, number: int) -> None:
        """Let what names an object of the letter name one of the whole file."""
        self.numbers[original.objgen] = number

    def number_of(self, original: tuple[int, int]) -> int:
        """Return the new number of an object, which is copied in its turn."""
        if original not in self.numbers:
            self.numbers[original] = self.file.number()
            self.waiting.append(original)
        return self.numbers[original]

    def text(self, one: Any) -> bytes:
        """Return an object as it stands in the new file."""
        return TOKEN.sub(self._renamed, one.unparse(resolved=True))

    def finish(self) -> None:
        """Copy everything that was named."""
        packed = []
        while self.waiting:
            original = self.waiting.pop()
            number, one = self.numbers[original], self.source.get_object(original)
            if isinstance(one, pikepdf.Stream):
                self.file.write_stream(number, self.text(one.stream_dict), one.read_raw_bytes())
            else:
                packed.append((number, self.text(one)))
        self.file.write_packed(packed)

    def _renamed(self, token: re.Match[bytes]) -> bytes:
        """Return what a name becomes in the new file; strings stay as they are."""
        found = token.group()
        if token["object"]:
            original = int(token["object"]), int(token["generation"])
            return b"%d 0 R" % self.number_of(original)
        if token["key"]:
            name = found.partition(b" ")[0]
            return b"%s %d" % (name, int(token["key"]) + self.first_key)
        if token["names"]:  # by which a cell and its headers know each other
            marked = found.replace(b"(", b"(" + self.mark)
            return marked.replace(b"<", b"<" + self.mark.hex().encode())
        return found


class LetterBinder:
    """Binds letters: their pages in turn, a bookmark for each, one tree for screen readers."""

    def __init__(self, out: IO[bytes]) -> None:
        self.file = PdfFile(out)
        self.pages, self.tree = self.file.number(), self.file.number()
        self.document, self.outlines = self.file.number(), self.file.number()
        self.page_count = self.next_key = 0
        self.titles: list[tuple[str, int]] = []
        self.page_trees: list[int] = []
        self.parts: list[int] = []
        self.leaves: list[int] = []

    def add(self, title: str, pdf: bytes) -> None:
        """Copy a letter behind those before it."""
        with pikepdf.open(BytesIO(pdf)) as source:
            copy = LetterCopy(self.file, source, len(self.titles) + 1, self.next_key)
            structure, tree = source.Root.StructTreeRoot, source.Root.Pages
            copy.stand_in(structure, self.document)
            self.titles.append((title, copy.number_of(source.pages[0].obj.objgen)))
            tree.Parent = self._foreign(source, copy, self.pages)
            self.page_trees.append(copy.number_of(tree.objgen))
            self.page_count += len(source.pages)
            for element in structure.K:
                element.S = pikepdf.Name.Part
                self.parts.append(copy.number_of(element.objgen))
            self._add_leaf(copy, structure.ParentTree.Nums)
            copy.finish()

    def finish(self, *, title: str, language: str) -> None:
        """Write what holds the letters together."""
        write = self.file.write
        pages = b"<</Type/Pages/Count %d/Kids%s>>"
        write(self.pages, pages % (self.page_count, _references(self.page_trees)))
        document = b"<</Type/StructElem/S/Document/P %d 0 R/K%s>>"
        write(self.document, document % (self.tree, _references(self.parts)))
        tree = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Kids%s>>>>"
        write(self.tree, tree % (self.document, _references(self.leaves)))
        self._write_bookmarks()
        metadata, info, catalog = (self.file.number() for _ in range(3))
        data = METADATA.format(title=escape(title, quote=False)).encode()
        head = b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(data)
        self.file.write_stream(metadata, head, data)
        write(info, b"<</Title %s>>" % _string(title))
        holds = (self.pages, self.tree, self.outlines, metadata)
        write(catalog, CATALOG % (*holds, _string(language)))
        self.file.close(root=catalog, info=info)

    def _foreign(self, source: pikepdf.Pdf, copy: LetterCopy, number: int) -> pikepdf.Object:
        """Return an object of the letter that stands for one of the whole file."""
        one = source.make_indirect(pikepdf.Dictionary())
        copy.stand_in(one, number)
        return one

    def _add_leaf(self, copy: LetterCopy, numbers: Any) -> None:
        """Say to which elements the pages of a letter belong."""
        keys = [int(key) + self.next_key for key in list(numbers)[::2]]
        for place, key in enumerate(keys):
            numbers[2 * place] = key
        leaf = self.file.number()
        limits = (min(keys), max(keys))
        self.file.write(leaf, b"<</Limits[%d %d]/Nums%s>>" % (*limits, copy.text(numbers)))
        self.leaves.append(leaf)
        self.next_key = max(keys) + 1

    def _write_bookmarks(self) -> None:
        numbers = [self.file.number() for _ in self.titles]
        bookmarks = []
        for place, (title, page) in enumerate(self.titles):
            links = b"/Prev %d 0 R" % numbers[place - 1] if place else b""
            if place + 1 < len(numbers):
                links += b"/Next %d 0 R" % numbers[place + 1]
            bookmark = b"<</Title %s/Parent %d 0 R/Dest[%d 0 R/Fit]%s>>"
            bookmarks.append(bookmark % (_string(title), self.outlines, page, links))
        ends = (numbers[0], numbers[-1], len(numbers))
        root = b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % ends
        self.file.write_packed([(self.outlines, root), *zip(numbers, bookmarks, strict=True)])


def _references(numbers: list[int]) -> bytes:
    return b"[%s]" % b" ".join(b"%d 0 R" % number for number in numbers)


def _string(text: str) -> bytes:
    return pikepdf.String(text).unparse()
