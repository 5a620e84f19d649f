"""Bands, and the k that decides which of them may be shown (trust reference §2.4)."""

from datetime import date

import pytest

from publication.anonymise.data import reference_shares
from publication.anonymise.generalise import (
    AGE_BANDS,
    HOUSEHOLD_BANDS,
    age_band,
    amount_band,
    county_code,
    household_band,
    illness_class,
    month,
    ten_days,
)
from publication.anonymise.population import PublicTraits, estimate_k, widen


@pytest.mark.parametrize(
    "years, band",
    [
        (0, "0–6"),
        (6, "0–6"),
        (7, "7–13"),
        (13, "7–13"),
        (14, "14–17"),
        (17, "14–17"),
        (18, "18–29"),
        (29, "18–29"),
        (30, "30–39"),
        (79, "70–79"),
        (80, "80+"),
        (101, "80+"),
    ],
)
def test_an_age_falls_into_its_band(years, band):
    assert age_band(years) == band


@pytest.mark.parametrize("people, band", [(1, "1–2"), (2, "1–2"), (3, "3–4"), (4, "3–4"), (5, "5+"), (11, "5+")])
def test_a_household_falls_into_its_band(people, band):
    assert household_band(people) == band


@pytest.mark.parametrize(
    "fen, band",
    [
        (0, "1,000 以下"),
        (99_999, "1,000 以下"),
        (100_000, "1,000–3,000"),
        (470_000, "3,000–5,000"),
        (60_000_000, "100,000 以上"),
    ],
)
def test_an_amount_falls_into_its_band(fen, band):
    assert amount_band(fen) == band


def test_nonsense_has_no_band():
    for attempt in (lambda: age_band(-1), lambda: household_band(0), lambda: amount_band(-1)):
        with pytest.raises(ValueError):
            attempt()


@pytest.mark.parametrize(
    "day, part", [(1, "上旬"), (10, "上旬"), (11, "中旬"), (20, "中旬"), (21, "下旬"), (31, "下旬")]
)
def test_a_day_becomes_a_month_or_a_third_of_one(day, part):
    assert (month(date(2026, 12, day)), ten_days(date(2026, 12, day))) == ("2026年12月", f"2026年12月{part}")


@pytest.mark.parametrize(
    "diagnosis, name",
    [
        ("N18.5", "泌尿肾脏病"),
        ("C34", "肿瘤"),
        ("D61", "血液病"),
        ("急性白血病", "肿瘤"),
        ("尿毒症", "泌尿肾脏病"),
        ("脑梗死", "心脑血管病"),
        ("不明原因发热", "其他疾病"),
    ],
)
def test_a_diagnosis_becomes_a_class(diagnosis, name):
    assert illness_class(diagnosis) == name
    assert name in reference_shares.ILLNESS


def test_a_village_becomes_its_county_and_a_city_is_refused():
    assert county_code("990121102201") == "990121000000"
    with pytest.raises(ValueError):
        county_code("990100000000")


def test_every_band_has_a_reference_share():
    assert {name for _, name in AGE_BANDS} == set(reference_shares.AGE)
    assert {name for _, name in HOUSEHOLD_BANDS} == set(reference_shares.HOUSEHOLD)


FIRE = PublicTraits(cause="HC06", age_band="40–49", household_band="3–4")


def test_k_is_the_county_times_the_shares():
    assert estimate_k(460_000, FIRE) == int(460_000 * 0.001 * 0.15 * 0.42) == 28


def test_everything_is_shown_where_enough_people_fit():
    verdict = widen(460_000, FIRE)
    assert (verdict.traits, verdict.k, verdict.widened) == (FIRE, 28, ())


def test_the_household_goes_first_then_the_age_then_the_need_is_withheld():
    small = widen(290_000, FIRE)
    assert (small.traits, small.k, small.widened) == (
        PublicTraits(cause="HC06", age_band="40–49"),
        43,
        ("household_band",),
    )
    smaller = widen(100_000, FIRE)
    assert (smaller.traits, smaller.k, smaller.widened) == (
        PublicTraits(cause="HC06"),
        100,
        ("household_band", "age_band"),
    )
    tiny = widen(10_000, FIRE)
    assert (tiny.may_publish, tiny.traits, tiny.k) == (False, None, 10)


@pytest.mark.parametrize("cause", ["HC14", "HC99", ""])
def test_violence_and_unknown_causes_are_withheld(cause):
    assert not widen(720_000, PublicTraits(cause=cause)).may_publish


def test_k_one_below_the_minimum_is_not_enough():
    only_cause = PublicTraits(cause="HC06")
    assert not widen(19_999, only_cause).may_publish
    assert widen(20_000, only_cause).may_publish
