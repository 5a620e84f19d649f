"""What if: two plans compared by the same engine; every table is the same before and after."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import InternalError, transaction

from common.errors import Refusal
from common.regions.models import Region
from funds.models import Fund
from matching.models import Run
from matching.runs import plans as problems
from matching.runs import what_if as module
from matching.runs.what_if import Change, NotOpen, what_if
from programmes.models import Programme
from tests.factories import cases as make
from tests.factories.cases import START, Y, everything

pytestmark = pytest.mark.django_db
AT = START + timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        yield make.staged(sources=make.SOURCES)


def keys() -> tuple[str, str]:
    return f"programme:{Programme.objects.get().pk}", f"fund:{Fund.objects.get().pk}"


def test_a_higher_cap_closes_more_of_the_gap_and_nothing_is_written(cast):
    for _ in range(3):
        make.unpublished_case(cast, START, make.family())
    before = everything()
    answer = what_if(keys()[0], Change(cap_fen=15_000 * Y), at=AT)
    assert everything() == before and not Run.objects.exists()
    assert (answer.items, answer.gap_fen) == (3, 54_000 * Y)
    assert (answer.before.households, answer.before.fen) == (3, 39_000 * Y)
    assert (answer.more_households, answer.more_fen) == (0, 15_000 * Y)
    assert answer.after.own_fen == 45_000 * Y


def test_a_narrower_urgency_helps_fewer_and_a_wider_area_more(cast):
    make.unpublished_case(cast, START, make.family(urgency="yellow"))
    other = make.elsewhere("990122")
    make.unpublished_case(cast, START, other, "990122")
    programme, fund = keys()
    area = Region.objects.get(pk="990121000000")
    narrow = what_if(programme, Change(least_urgency="red"), at=AT, area=area)
    assert narrow.after.own_fen == 0 < narrow.before.own_fen
    inside = what_if(programme, Change(area=area), at=AT)
    assert inside.more_households <= 0
    assert what_if(fund, Change(more_fen=1_000 * Y), at=AT).more_fen >= 0


def test_what_cannot_be_tried_is_refused_with_a_reason(cast, monkeypatch):
    make.unpublished_case(cast, START, make.family())
    programme, _fund = keys()
    with pytest.raises(NotOpen):
        what_if("programme:00000000-0000-0000-0000-000000000000", Change(more_fen=1), at=AT)
    Programme.objects.update(region="990121000000")
    with pytest.raises(Refusal, match="相连"):
        what_if(programme, Change(area=Region.objects.get(pk="990122000000")), at=AT)
    monkeypatch.setattr(module, "MOST_ITEMS", 0)
    with pytest.raises(module.TooLarge):
        what_if(programme, Change(more_fen=1), at=AT)
    monkeypatch.setattr(module, "MOST_ITEMS", 10)
    monkeypatch.setattr(module, "TIME_BOUND_S", 0)
    with pytest.raises(module.TooSlow):
        what_if(programme, Change(more_fen=1), at=AT)


def test_the_database_itself_refuses_a_write_while_it_is_tried(cast):
    with pytest.raises(InternalError, match="read-only"), transaction.atomic():
        module._read_only()
        Fund.objects.update(name="x")
    Fund.objects.update(reply_days=4)  # and only while it is tried


def test_the_second_plan_goes_on_from_the_first_and_comes_out_the_same(cast, monkeypatch):
    for urgency in ("red", "yellow", "blue"):
        make.unpublished_case(cast, START, make.family(urgency=urgency))
    change, went_on = Change(cap_fen=12_000 * Y, more_fen=5_000 * Y), []
    real = problems.reoptimise
    monkeypatch.setattr(problems, "reoptimise", lambda *given: went_on.append(given) or real(*given))
    answer = what_if(keys()[0], change, at=AT)
    assert len(went_on) == 1 and answer.more_fen > 0
    monkeypatch.setattr(module, "planned", lambda found, after=None: problems.planned(found))
    assert what_if(keys()[0], change, at=AT) == answer and len(went_on) == 1
