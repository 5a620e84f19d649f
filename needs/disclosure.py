"""Clues, cases and their papers as subjects of a disclosure: where each belongs, and how a person stands to it."""

from collections.abc import Iterator
from typing import Any

from common.sealed import SealedText
from needs.models import Case, Clue, Evidence
from needs.states import ClueState
from privacy.subjects import About, about, identity, relation


@about("needs.Clue")
def of_clue(clue: Clue) -> About:
    return About(region=clue.region_id, case_id=clue.case_id, county=clue.county_id)


@relation("needs.Clue", "owner")
def answers_for(clue: Clue, viewer: Any) -> bool:
    """首问负责: from taking it until a case is open, it is returned, or another takes it over."""
    return viewer is not None and clue.owner_id == viewer.pk and clue.state == ClueState.TAKEN


@relation("needs.Clue", "reporter")
def reported(clue: Clue, viewer: Any) -> bool:
    return viewer is not None and clue.reporter_id == viewer.pk


@relation("needs.Clue", "life_danger")
def in_danger(clue: Clue, viewer: Any) -> bool:
    return clue.life_danger


@relation("needs.Clue", "opened")
def has_case(clue: Clue, viewer: Any) -> bool:
    return clue.case_id is not None


@relation("needs.Clue", "not_opened")
def has_no_case(clue: Clue, viewer: Any) -> bool:
    return clue.case_id is None


@identity("needs.Clue")
def who_is_in_a_clue(clue: Clue) -> Iterator[SealedText]:
    yield from (clue.household_name, clue.household_phone, clue.reporter_name, clue.reporter_phone)
    if clue.case is not None:
        yield from who_is_in_a_case(clue.case)


@identity("needs.Case")
def who_is_in_a_case(case: Case) -> Iterator[SealedText]:
    """The household, and whoever reported it."""
    yield from (case.household.village_name, case.household.address)
    for person in case.household.people.all():
        yield from (person.name, person.id_no, person.phone, person.bank_account)
    for clue in case.clues.all():
        yield from (clue.household_name, clue.household_phone, clue.reporter_name, clue.reporter_phone)


@about("needs.Case")
def of_case(case: Case) -> About:
    return About(region=case.township_id or case.county_id, case_id=case.pk, county=case.county_id)


@about("needs.Evidence")
def of_evidence(paper: Evidence) -> About:
    return of_case(paper.case) if paper.case else of_clue(paper.clue)


@relation("needs.Evidence", "owner_of_clue")
def looks_into_it(paper: Evidence, viewer: Any) -> bool:
    return paper.clue is not None and answers_for(paper.clue, viewer)
