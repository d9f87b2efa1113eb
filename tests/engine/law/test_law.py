"""Which rules hold in a year, and what happens where none are published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import AccountKind
from planning.engine.law import Indexing, LawError, UnknownYear, load_law
from planning.engine.law.listing import law_listing, missing_for
from planning.engine.law.loading import law_version

LAW = load_law()


def test_a_value_holds_until_the_next_one():
    assert LAW.for_year(2022).shortfall_tax.rate == Decimal("0.50")
    assert LAW.for_year(2023).shortfall_tax.rate == Decimal("0.25")
    assert LAW.for_year(2040).shortfall_tax.corrected_rate == Decimal("0.10")


def test_before_2023_nothing_reduced_the_tax():
    assert LAW.for_year(2022).shortfall_tax.corrected_rate is None
    assert LAW.for_year(2022).shortfall_tax.correction_years is None


@pytest.mark.parametrize(("year", "waived"), [(2008, False), (2009, True), (2020, True)])
def test_two_years_were_waived(year, waived):
    assert (LAW.for_year(year).waiver is not None) is waived


def test_only_the_waiver_of_2020_reached_back_to_a_first_distribution():
    assert not LAW.for_year(2009).waiver.flag("first_rmd_of_prior_year")
    assert LAW.for_year(2020).waiver.flag("first_rmd_of_prior_year")


def test_designated_roth_accounts_owe_until_2023():
    assert LAW.for_year(2023).designated_roth_has_lifetime_rmd
    assert not LAW.for_year(2024).designated_roth_has_lifetime_rmd


def test_the_grace_after_a_death_begins_with_2025():
    assert LAW.for_year(2024).death_year_grace is None
    assert LAW.for_year(2025).death_year_grace == 1


def test_a_yearly_limit_says_where_it_is_published():
    assert LAW.for_year(2026).qcd_limit.decimal("annual") == 111_000
    assert "Notice 2025-67" in LAW.cite("qcd_limit", year=2026)


def test_an_estimate_in_the_files_is_marked_projected():
    assert LAW.for_year(2027).qcd_limit.basis == "projected"


def test_an_unpublished_year_is_refused_with_what_to_do():
    with pytest.raises(UnknownYear, match=r"published for 2031 \(last: 2027, rmd/qcd_limit.toml\)"):
        _ = LAW.for_year(2031).qcd_limit


def test_an_unpublished_year_can_be_projected_by_the_statutes_own_rounding():
    # 114,000 × 1.025⁴ = 125,834.67, to the nearest 1,000
    projected = LAW.projected(Indexing(rate=Decimal("0.025"))).for_year(2031).qcd_limit
    assert projected.decimal("annual") == 126_000
    assert projected.basis == "projected"
    assert projected.effective == date(2031, 1, 1)
    assert "indexed at 2.5% a year" in projected.source


def test_projecting_does_not_touch_the_published_law():
    projected = LAW.projected(Indexing(rate=Decimal("0.10")))
    assert projected.for_year(2026).qcd_limit == LAW.for_year(2026).qcd_limit
    assert projected.version == LAW.version


def test_a_year_before_the_first_value_is_refused():
    with pytest.raises(UnknownYear, match="is published for 2018"):
        _ = LAW.for_year(2018).qcd_limit


def test_the_longevity_contract_limit_is_the_highest_that_held_in_the_year():
    assert LAW.for_year(2022).qlac_limit == 200_000
    assert LAW.for_year(2013).qlac_limit is None


@pytest.mark.parametrize("kind", list(AccountKind))
def test_every_kind_of_account_has_its_rules(kind):
    assert LAW.account_kinds[kind].source


def test_1959_has_two_readings():
    span = LAW.applicable_age(date(1959, 6, 1))
    assert (span.age, span.alternative_age, span.basis) == (73, 75, "proposed")


def test_a_rule_without_an_authority_is_an_error():
    with pytest.raises(LawError, match=r"\[rmd\] lacks invented"):
        LAW.authority("rmd", "invented")


def test_the_version_names_the_state_of_the_files(tmp_path):
    (tmp_path / "rule.toml").write_text("a = 1")
    before = law_version(tmp_path)
    assert law_version(tmp_path) == before
    (tmp_path / "rule.toml").write_text("a = 2")
    assert law_version(tmp_path) != before


def test_a_coming_year_says_what_it_lacks():
    assert missing_for(LAW, 2026) == []
    lacking = missing_for(LAW, 2027)
    assert [sentence.partition(":")[0] for sentence in lacking] == [
        "income_tax/additional_standard_deduction.toml",
        "income_tax/amt_exemption.toml",
        "income_tax/amt_phase_out.toml",
        "income_tax/amt_rates.toml",
        "income_tax/capital_gain_thresholds.toml",
        "income_tax/rate_schedule.toml",
        "income_tax/standard_deduction.toml",
        "medicare/irmaa.toml",
        "medicare/part_b_premium.toml",
        "rmd/qcd_limit.toml",
        "rmd/qlac_limit.toml",
    ]
    assert all("2027 is projected. Published by" in sentence for sentence in lacking)
    later = "\n".join(missing_for(LAW, 2031))
    assert "rmd/qcd_limit.toml: 2031 is missing" in later
    assert "rmd/qlac_limit.toml: 2031 is still that of 2027" in later


def test_the_listing_shows_every_source():
    listing = law_listing(LAW)
    for parameter in LAW.parameters.values():
        for value in parameter.values:
            assert value.source in listing


@pytest.mark.parametrize(
    ("name", "age", "source"),
    [
        ("early_payment", "59.5", "§ 72(t)"),
        ("social_security", "62", "42 U.S.C. § 402(a)(2)"),
        ("medicare", "65", "42 U.S.C. § 1395c"),
        ("qcd_age", "70.5", "§ 408(d)(8)"),
    ],
)
def test_the_ages_outside_the_requirement_are_law_with_a_source(name, age, source):
    value = LAW.for_year(2026).value(name)
    assert value.decimal("age") == Decimal(age)
    assert source in value.source
