"""Whatever is sent is read completely or refused with one sentence; never half, never a crash."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from html import unescape
from io import BytesIO
from time import process_time
from zipfile import ZipFile

import pytest
from django.test import Client

from clients.models import BalanceFile, YearEndBalance
from planning.imports.cells import (
    UnreadableError,
    day_within,
    ending,
    is_masked,
    read_amount,
)
from planning.imports.reading import LARGEST_FILE
from tests.cast import Story
from tests.planning.imports.conftest import Send, judged, record, standing
from tests.planning.imports.files import PLAIN, SCHWAB, plain, row


def a_zip() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


REFUSED = {
    "nothing": (b"", "This file is empty."),
    "blank lines": (b"\n\n  \n", "This file is empty."),
    "byte order mark only": (b"\xef\xbb\xbf", "This file is empty."),
    "workbook": (a_zip(), "This is a workbook or an archive."),
    "old workbook": (b"\xd0\xcf\x11\xe0" + bytes(64), "This is a workbook or an archive."),
    "pdf": (b"%PDF-1.7\n1 0 obj", "This is a PDF."),
    "utf-16 little": (PLAIN.decode().encode("utf-16"), "This text is in UTF-16."),
    "utf-16 big": (b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"), "This text is in UTF-16."),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "This file is not text."),
    "nul": (PLAIN.replace(b"Rollover", b"Roll\0ver"), "This file is not text."),
    "utf-16 without mark": (PLAIN.decode().encode("utf-16-le"), "This file is not text."),
    "control": (PLAIN.replace(b"Rollover", b"\x1b[31m"), "This file is not text."),
    "not even cp1252": (PLAIN.replace(b"Rollover", b"\x81\x8d"), "This file is not text."),
    "too large": (PLAIN + b"x" * LARGEST_FILE, "This file is larger than 5 MB."),
    "six megabytes": (plain(*[row()] * 200_000)[:6_000_000], "This file is larger than 5 MB."),
    "20,001 rows": (plain(*[row()] * 20_000), "This file has more than 20,000 rows."),
    "quote never closed": (plain('55501436,"240000,12/31/2025'), "quotation mark in line 2"),
    "quote closed lines later": (
        plain('55501436,"2400', row(), 'x",1,12/31/2025'),
        "quotation mark in line 2",
    ),
    "text after a quote": (plain('55501436,"240"000,12/31/2025'), "quotation mark in line 2"),
    "line in a cell": (plain('"555\n01436",1,12/31/2025'), "quotation mark in line 2"),
    "huge cell": (plain(row(number="5" * 1001)), "Line 2 is longer than any line"),
    "huge quoted cell": (plain(f'"{"5" * 200_000}",1,12/31/2025'), "Line 2 is longer"),
    "one line of five megabytes": (b"x" * LARGEST_FILE, "Line 1 is longer than any line"),
    "thousand columns": (plain(",".join("x" * 1000)), "Line 2 is longer than any line"),
    "headings only": (b"Account Number,Balance\n", "headings and no account below them"),
    "repeated headings only": (
        b"Account Number,Balance\nAccount Number,Balance\n",
        "headings and no account below them",
    ),
    "prose": (b"Dear advisor\nplease find below nothing\n", "No line of this file has headings"),
    "one column": (b"Balance\n240000\n", "No line of this file has headings"),
    "preamble only": (SCHWAB.split(b"\r\n")[0], "headings and no account below them"),
}  # fmt: skip


@pytest.mark.one_database  # nothing is asked of it
@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(case: str, send: Send) -> None:
    content, sentence = REFUSED[case]
    answer = send(content)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    beside = re.search(r'id="error_1_id_file"[^>]*><strong>([^<]+)</strong>', page)
    assert beside is not None
    assert sentence in beside[1]
    assert not BalanceFile.objects.exists()


FULL_WIDTH = "240,000.25".translate({i: i + 0xFEE0 for i in range(0x21, 0x7F)})

# What becomes of the one account of a file: its verdict, and what is then on record.
GOOD = Decimal("240000.25")
HANDLED = {
    "plain": (PLAIN, "new", GOOD),
    "cp1252": (PLAIN.replace(b"Rollover", b"Andr\xe9\x92s"), "new", GOOD),
    "byte order mark": (b"\xef\xbb\xbf" + PLAIN, "new", GOOD),
    "semicolons": (PLAIN.replace(b",", b";").replace(b"240;000", b"240,000"), "new", GOOD),
    "tabs": (b"Account Number\tBalance\tDate\n55501436\t240000.25\t12/31/2025\n", "new", GOOD),
    "old line ends": (PLAIN.replace(b"\n", b"\r"), "new", GOOD),
    "formula of zeros": (plain('="0055501436",240000.25,12/31/2025'), "new", GOOD),
    "full-width digits": (plain(row(FULL_WIDTH)), "new", GOOD),
    "right-to-left mark": (plain(row("\u200f240,000.25\u200e")), "new", GOOD),
    "zero-width number": (plain(row(number="555\u200b01436")), "new", GOOD),
    "name that runs": (PLAIN.replace(b"Rollover", b"=1+1"), "new", GOOD),
    "name of four bytes": (PLAIN.replace(b"Rollover", b"O'B \xf0\x9f\x92\xb0"), "new", GOOD),
    "repeated headings": (plain(row(), "Account Number,Balance,Date"), "new", GOOD),
    "cells too many": (plain(row() + ",,,"), "new", GOOD),
    "zero": (plain(row("0.00")), "new", Decimal(0)),
    "masked by stars": (plain(row(number="****1436")), "new", GOOD),
    "negative": (plain(row("-240,000.25")), "unreadable", None),
    "in brackets": (plain(row("(1,234.56)")), "unreadable", None),
    "minus behind": (plain(row("1,234.56-")), "unreadable", None),
    "european": (plain(row("1.234,56")), "unreadable", None),
    "comma at the second digit": (plain(row("1,5")), "unreadable", None),
    "thousandths": (plain(row("240000.255")), "unreadable", None),
    "exponent": (plain(row("2.4e5")), "unreadable", None),
    "not a number": (plain(row("NaN")), "unreadable", None),
    "infinite": (plain(row("Infinity")), "unreadable", None),
    "more than there is": (plain(row("9" * 15)), "unreadable", None),
    "arabic digits": (plain(row("٢٤٠٠٠٠")), "unreadable", None),
    "formula for an amount": (plain(row("=1+1")), "unreadable", None),
    "command for an amount": (plain(row("@SUM(A1)")), "unreadable", None),
    "no amount": (plain(row("--")), "unreadable", None),
    "not applicable": (plain(row("n/a")), "unreadable", None),
    "two dollars": (plain(row("$$5")), "unreadable", None),
    "cells too few": (plain("55501436"), "unreadable", None),
    "day of another order": (plain(row(day="31/12/2025")), "unreadable", None),
    "no such day": (plain(row(day="02/30/2025")), "unreadable", None),
    "day to come": (plain(row(day="12/31/2031")), "wrong_date", None),
    "day before": (plain(row(day="12/30/2025")), "wrong_date", None),
    "day a year before": (plain(row(day="12/31/2024")), "wrong_date", None),
    "no day": (plain(row(day="")), "wrong_date", None),
    "no number": (plain(row(number="")), "unknown", None),
    "two characters": (plain(row(number="...36")), "unknown", None),
    "another number": (plain(row(number="55509999")), "unknown", None),
    "twice alike": (plain(row(), row()), "duplicate", None),
    "twice differing": (plain(row(), row("5")), "duplicate", None),
    "two ends alike": (plain(row(), row("5", "77701436")), "ambiguous", None),
    "cut off": (SCHWAB[: SCHWAB.index(b'"Account Total')], "unreadable", None),
    "sum against total": (SCHWAB.replace(b"$120,000.25", b"$12.00"), "unreadable", None),
}  # fmt: skip


@pytest.mark.parametrize("case", HANDLED)
def test_every_account_of_a_file_has_a_verdict_and_only_good_ones_are_recorded(
    case: str, send: Send, advisor: Client, numbered: Story
) -> None:
    content, verdict, amount = HANDLED[case]
    sent = send(content)
    assert sent.status_code == 302
    page = advisor.get(sent.headers["Location"])
    assert page.status_code == 200
    lines = judged(numbered).lines
    assert {line.verdict for line in lines} == {verdict}
    assert all(line.sentence for line in lines)
    record(advisor, numbered)
    assert standing() == ({} if amount is None else {"csv": amount})


@pytest.mark.parametrize(
    "cell", ["." * 900 + " -" * 45, "X" * 990 + " ", "-" * 999, " 1/1/1" * 160]
)
def test_no_cell_takes_long_to_read(cell: str) -> None:
    """Each is looked at by every expression we have, as often as a file has rows."""
    begun = process_time()
    for _row in range(2_000):
        ending(cell)
        is_masked(cell)
        day_within(cell)
        with suppress(UnreadableError):
            read_amount(cell)
    assert process_time() - begun < 2


def test_there_are_forty_hostile_files_and_more() -> None:
    assert len(REFUSED) + len(HANDLED) >= 60


def test_a_name_that_runs_is_a_text_on_the_page_and_in_the_report(
    send: Send, advisor: Client
) -> None:
    where = send(HANDLED["name that runs"][0]).headers["Location"]
    assert "=1+1" in advisor.get(where).content.decode()
    report = b"".join(advisor.get(f"{where}report/")).decode()
    assert ",'=1+1," in report
    assert ",240000.25," in report


def test_markup_in_a_file_stays_text(send: Send, advisor: Client) -> None:
    where = send(PLAIN.replace(b"Rollover", b"<script>x</script>"), name="<b>.csv")
    page = advisor.get(where.headers["Location"]).content.decode()
    assert "<script>x" not in page
    assert "<b>.csv" not in page


def test_a_balance_refused_at_the_last_moment_keeps_all_from_being_recorded(
    send: Send, advisor: Client, numbered: Story
) -> None:
    """What stands inside a balance is asked when it is written."""
    numbered.account.adjustments.create(firm=numbered.firm, year=2025, qlac=Decimal(300_000))
    send(PLAIN)
    answer = record(advisor, numbered)
    assert answer.status_code == 422
    assert "less than what is said to be inside it" in answer.content.decode()
    assert not YearEndBalance.objects.exists()
