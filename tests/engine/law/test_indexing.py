"""How amounts move past the last published year: from unrounded bases, rounded each year anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.law import Indexing, LawError, UnknownYear, load_law
from planning.engine.law.indexing import IndexingRule, IndexSeries
from planning.engine.law.loading import read_parameters

LAW = load_law()
GROWTH = Indexing(rate=Decimal("0.025"), wages=Decimal("0.036"))
AHEAD = LAW.projected(GROWTH)
WITH_BASES = [
    (parameter.name, field)
    for parameter in LAW.parameters.values()
    if parameter.indexing and parameter.indexing.base
    for field in parameter.indexing.base
]


@pytest.mark.parametrize(
    ("name", "field", "year"),
    [
        (name, field, year)
        for name, field in WITH_BASES
        for year in (2026, 2027)
        if (name, year) != ("amt_phase_out", 2026)  # set by law, indexed from 2027 on
    ],
)
def test_law_and_prices_give_the_figures_in_the_files(name: str, field: str, year: int) -> None:
    """The proof of the formulas: every figure of 2026 was published after they were written."""
    rule = LAW.parameters[name].indexing
    assert rule.amount(field, year, GROWTH) == LAW.parameters[name].in_year(year).fields[field]


def test_every_indexed_figure_is_proven() -> None:
    assert len(WITH_BASES) == 32


def test_a_year_ahead_grows_the_base_and_not_the_rounded_amount() -> None:
    value = AHEAD.parameters["standard_deduction"].on(date(2030, 1, 1))
    # 15,750 × 182.4866 × 1.025³ ÷ 173.0934 = 17,881.5…, down to 50
    assert value.decimal("single") == 17_850
    assert value.basis == "projected"
    assert "2.5" in value.source


def test_wages_move_what_follows_wages() -> None:
    # 60,600 × 72,800.33 × 1.036³ ÷ 22,935.42 = 213,886.7…, nearest 300
    value = AHEAD.parameters["wage_base"].on(date(2030, 1, 1))
    assert value.decimal("wages") == 213_900
    prices_only = LAW.projected(Indexing(rate=Decimal("0.025")))
    assert prices_only.parameters["wage_base"].on(date(2030, 1, 1)).decimal("wages") < 213_900


def test_what_is_not_in_the_base_stays() -> None:
    value = AHEAD.parameters["amt_phase_out"].on(date(2030, 1, 1))
    assert value.number("rate") == 0.5


def test_without_an_assumption_a_year_ahead_is_refused() -> None:
    with pytest.raises(UnknownYear, match="Pass an Indexing assumption"):
        LAW.parameters["rate_schedule"].on(date(2030, 1, 1))


def test_a_base_needs_the_series_it_moves_with() -> None:
    rule = IndexingRule(
        by="prices", round="down", to=Decimal(50), source="x", base={"all": 1}, base_year=2016
    )
    with pytest.raises(LookupError, match="prices"):
        rule.amount("all", 2026, GROWTH)


def test_an_index_that_is_known_is_not_assumed() -> None:
    series = IndexSeries(name="c_cpi_u", values={2025: Decimal(100)})
    assert series.at(2025, GROWTH) == 100
    assert series.at(2026, GROWTH) == Decimal("102.5")


def test_a_series_that_is_no_file_is_refused(tmp_path) -> None:
    (tmp_path / "rule.toml").write_text(
        'name = "rule"\ntitle = "A rule"\nunit = "USD"\nkeyed_by = "year"\nstatute = "a statute"\n'
        'published_by = "somebody"\n'
        'indexing = { by = "prices", series = "gone", round = "down", to = 1, source = "x" }\n'
        '[[value]]\neffective = 2026-01-01\nsource = "a source"\namount = 1\n'
    )
    with pytest.raises(LawError, match=r"rule\.toml: indexing\.series is gone"):
        read_parameters(tmp_path)
