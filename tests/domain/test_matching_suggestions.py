"""Between runs: ranked offers from the last prices and today's money; asking changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from matching.eligibility import candidates as module
from matching.eligibility import sources
from matching.eligibility.candidates import networks
from matching.eligibility.evaluator import judge
from matching.eligibility.history import History
from matching.runs import services as runs
from matching.runs import suggestions
from needs.models import NeedItem
from tests.factories import cases as make
from tests.factories.cases import START, Y, everything

pytestmark = pytest.mark.django_db
RUN = START + timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        yield make.staged(sources=make.SOURCES)


def item_of(case) -> NeedItem:
    return NeedItem.objects.select_related("case__household", "case__county", "case__township").get(case=case)


def test_the_run_and_the_evaluator_agree_on_every_pair_of_the_city(cast):
    for cause, urgency in (("HC01", "red"), ("HC06", "blue"), ("HC09", "yellow")):
        make.unpublished_case(cast, START, make.family(cause=cause, urgency=urgency))
    make.accepted_match(cast, START, make.family())  # somebody with a history
    found = networks(make.desk_county(cast), at=RUN + timedelta(hours=4))[0]
    history = History.of(found.items)
    expected = {
        (i, j): judgement.amount
        for i, item in enumerate(found.items)
        for j, source in enumerate(found.sources)
        if (judgement := judge(item, source, history, at=found.at)).eligible and judgement.amount >= 100
    }
    decided = {
        (i, j)
        for i, j in expected
        if found.items[i].matches.filter(state__in=["offered", "accepted"]).exists()
        and found.sources[j].key
        in {f"{m.source_kind}:{m.source.pk}" for m in found.items[i].matches.exclude(state="proposed")}
    }
    got = dict(zip(zip(found.need.tolist(), found.source.tolist(), strict=True), found.most.tolist(), strict=True))
    assert got == {pair: fen for pair, fen in expected.items() if pair not in decided} and got


def test_a_new_need_gets_ranked_offers_at_once_and_nothing_is_written(cast):
    case = make.unpublished_case(cast, START, make.family())
    before = everything()
    offers = suggestions.suggestions_for(item_of(case), at=RUN)
    assert everything() == before
    assert [(one.amount, one.price) for one in offers] == [(10_000 * Y, 0), (3_000 * Y, 0)] or [
        (one.amount, one.price) for one in offers
    ] == [(3_000 * Y, 0), (10_000 * Y, 0)]
    assert all(str(one.why) == "没有更急的求助在等这笔钱" for one in offers)
    assert {reason.rule for one in offers for reason in one.judgement.unknown} == {"consent"}


def test_a_source_that_is_needed_more_urgently_is_kept_from_milder_needs(cast, monkeypatch):
    real = module.open_sources

    def scarce(on):
        return [one.__class__(**{**vars(one), "free": 9_000 * Y}) for one in real(on)]

    for name in (module, sources):
        monkeypatch.setattr(name, "open_sources", scarce)
    for _ in range(4):
        make.unpublished_case(cast, START, make.family(urgency="red"))
    runs.run(county=make.desk_county(cast), by=cast.users["coordinator"], at=RUN)
    mild = make.unpublished_case(cast, START, make.family(urgency="blue"))
    red = make.unpublished_case(cast, START, make.family(urgency="red"))
    assert suggestions.suggestions_for(item_of(mild), at=RUN) == []  # and the money is proposed already
    assert suggestions.suggestions_for(item_of(red), at=RUN) == []
    monkeypatch.setattr(suggestions, "left_now", lambda found: {one.key: one.free for one in found.sources})
    offers = suggestions.suggestions_for(item_of(red), at=RUN)
    assert offers and all(one.price > 0 and one.amount <= 9_000 * Y for one in offers)
    assert suggestions.suggestions_for(item_of(mild), at=RUN) == []


@pytest.mark.parametrize(("free_yuan", "still_scarce"), [(9_000, True), (9_500, True), (500_000, False)])
def test_more_money_since_the_run_is_priced_by_the_needs_of_today(cast, monkeypatch, free_yuan, still_scarce):
    """A little more changes nothing for whoever waits; much more leaves nobody waiting."""
    real = module.open_sources

    def holding(yuan: int) -> None:
        for name in (module, sources):
            monkeypatch.setattr(name, "open_sources", lambda on: [replace(one, free=yuan * Y) for one in real(on)])

    holding(9_000)
    for _ in range(4):
        make.unpublished_case(cast, START, make.family(urgency="red"))
    run = runs.run(county=make.desk_county(cast), by=cast.users["coordinator"], at=RUN)
    holding(free_yuan)
    before = everything()
    found = networks(run.county, at=RUN)[0]
    assert {level > 0 for level in suggestions.priced(found, found.items[0]).values()} == {still_scarce}
    assert everything() == before


def test_a_county_without_a_run_has_prices_all_the_same(cast):
    case = make.unpublished_case(cast, START, make.family())
    found = networks(case.county, at=RUN)[0]
    assert suggestions.priced(found, found.items[0]) == {one.key: 0 for one in found.sources}
