"""What an act does and does not: one audit row, one news, the columns that changed; a no leaves nothing behind."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.acts.doing import Doing, act
from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.calendar import forget_holidays
from common.outbox.models import OutboxEvent
from needs import services as needs
from needs.act_subjects import CASES, CLUES, SamePerson
from needs.models import Case
from tests.factories import cases as make
from tests.factories import complaints, notices, referrals
from tests.factories.cases import START, everything, refused

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        call_command("load_holidays", verbosity=0)
        forget_holidays()
        yield make.staged(sources=make.SOURCES)
    forget_holidays()


@pytest.fixture(autouse=True)
def _calendar_of_this_database(cast) -> Iterator[None]:
    forget_holidays()
    yield


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> list[Doing]:
    """Every act from here on that came to its end and was not a repetition."""
    done: list[Doing] = []
    leave = Doing.__exit__

    def kept(self: Doing, *error) -> bool | None:
        ended = leave(self, *error)
        if error[0] is None and not self.again:
            done.append(self)
        return ended

    monkeypatch.setattr(Doing, "__exit__", kept)
    return done


def a_help_that_arrives(cast) -> None:
    make.delivered_match(cast, START)


def an_objection_that_is_rejected(cast) -> None:
    objection = notices.objected(cast, START)
    who = {"by": cast.users["coordinator"], "at": START + timedelta(days=3)}
    services = notices.services
    services.take_objection(objection=objection, **who)
    services.decide_objection(objection=objection, upheld=False, finding="查过台账", answer="核实无误", **who)


def a_complaint_that_is_answered(cast) -> None:
    complaints.closed(cast, START)


def a_referral_that_comes_back_twice(cast) -> None:
    referrals.escalated(cast, START)


@pytest.mark.parametrize(
    ("walk", "least"),
    [
        (a_help_that_arrives, 14),
        (an_objection_that_is_rejected, 9),
        (a_complaint_that_is_answered, 4),
        (a_referral_that_comes_back_twice, 6),
    ],
)
def test_each_act_of_a_walk_is_one_row_of_the_log_and_one_news(
    cast, acts: list[Doing], walk: Callable[[SimpleNamespace], None], least: int
):
    logged, told = Counter(verbs()), Counter(topics())
    walk(cast)
    assert len(acts) >= least
    expected = Counter(one.rule.audit for one in acts if isinstance(one.rule.audit, str))
    assert {verb: Counter(verbs())[verb] - logged[verb] for verb in expected} == dict(expected)
    news = Counter(one.rule.topic for one in acts if isinstance(one.rule.topic, str) and not one._untold)
    assert {topic: Counter(topics())[topic] - told[topic] for topic in news} == dict(news)
    assert all(one.by is not None or one.rule.permission in ("system", "anyone", "consequence") for one in acts)


def verbs() -> list[str]:
    return list(AuditEvent.objects.values_list("verb", flat=True))


def topics() -> list[str]:
    return list(OutboxEvent.objects.values_list("topic", flat=True))


def test_a_consequence_stands_after_what_it_follows_from(cast):
    referral = referrals.escalated(cast, START)
    own = AuditEvent.objects.filter(subject_id=str(referral.pk)).order_by("id").values_list("verb", flat=True)
    assert list(own)[-2:] == ["referral.returned", "referral.escalated"]


# who may


def test_a_stranger_does_nothing(cast):
    case = make.opened_case(cast, START)
    before = everything()
    with pytest.raises(PermissionDenied):
        needs.add_note(case=case, text="看过了", by=cast.users["charity"], at=LATER)
    with pytest.raises(PermissionDenied), act(CASES, case, "pause", by=None, at=LATER):
        pytest.fail("nobody is nobody")
    assert everything() == before
    needs.add_note(case=case, text="看过了", by=cast.users["clerk"], at=LATER)
    assert everything() != before


def test_the_platforms_own_act_has_no_actor(cast):
    case = make.opened_case(cast, START)
    with (
        pytest.raises(TypeError, match="the platform's own act"),
        act(CASES, case, "cover", by=cast.users["clerk"], at=LATER),
    ):
        pytest.fail("a person is not the platform")


def test_who_did_one_part_does_not_do_the_other(cast):
    case, clerk = make.opened_case(cast, START), cast.users["clerk"]
    visit = needs.sign_first(case=case, method="visit", visited_on=START.date(), facts=make.FACTS, by=clerk, at=LATER)
    before = everything()
    with refused(SamePerson):
        needs.sign_second(verification=visit, by=clerk, at=LATER)
    assert everything() == before
    needs.sign_second(verification=visit, by=cast.users["reviewer"], at=LATER)
    assert everything() != before


# a no leaves nothing


def test_a_refusal_out_of_the_body_leaves_nothing(cast):
    case = make.opened_case(cast, START)
    before = everything()
    with (
        pytest.raises(RuntimeError, match="too late"),
        act(CASES, case, "return", by=cast.users["clerk"], at=LATER) as row,
    ):
        row.close_reason = "不符合条件"
        row.save()
        raise RuntimeError("too late")
    assert everything() == before


def test_an_illegal_move_is_a_sentence_and_nothing_else(cast):
    case = make.opened_case(cast, START)
    before = everything()
    with pytest.raises(IllegalMove) as illegal:
        needs.complete_case(case=case, reason="已办结", by=cast.users["clerk"], at=LATER)
    assert str(illegal.value) == "“核实中”的求助不能再“办结”。"
    assert everything() == before


def test_the_same_form_twice_is_written_once(cast, acts: list[Doing]):
    case, token = make.opened_case(cast, START), uuid4()
    acts.clear()
    first = needs.add_note(case=case, text="看过了", token=token, by=cast.users["clerk"], at=LATER)
    before = everything()
    assert needs.add_note(case=case, text="看过了", token=token, by=cast.users["clerk"], at=LATER) == first
    assert everything() == before
    assert [one.verb for one in acts] == ["note"]


def test_a_double_click_on_a_repeatable_move_changes_nothing(cast):
    clue = make.taken_clue(cast, START)
    before = everything()
    with (doing := act(CLUES, clue, "take", by=cast.users["clerk"], at=LATER)) as row:
        assert doing.again
        row.owned_at = LATER  # even what a careless body sets is not saved
    assert everything() == before


# what is written


def test_what_changed_is_saved_and_the_version_counts_it(cast):
    case = make.opened_case(cast, START)
    version = case.version
    needs.add_note(case=case, text="看过了", by=cast.users["clerk"], at=LATER)
    assert Case.objects.get(pk=case.pk).version == version  # the file grew; the row is as it was
    with CaptureQueriesContext(
        connection,
    ) as queries:
        needs.end_case(case=case, verb="return", reason="不符合条件", by=cast.users["clerk"], at=LATER)
    assert Case.objects.get(pk=case.pk).version == version + 1
    updates = [one["sql"] for one in queries if one["sql"].startswith('UPDATE "needs_case"')]
    assert len(updates) == 1
    changed = {part.split('"')[1] for part in updates[0].partition(" SET ")[2].partition(" WHERE ")[0].split(", ")}
    assert changed == {"state", "closed_at", "closed_by_id", "close_reason", "version"}


def test_written_early_is_counted_once(cast):
    case = make.opened_case(cast, START)
    with (doing := act(CASES, case, "return", by=cast.users["clerk"], at=LATER)) as row:
        row.closed_at, row.closed_by = LATER, cast.users["clerk"]
        doing.write()
        assert Case.objects.get(pk=case.pk).state == "returned"
        row.close_reason = "不符合条件"
    row = Case.objects.get(pk=case.pk)
    assert (row.version, row.close_reason) == (case.version + 1, "不符合条件")


# our own mistakes


def test_a_new_row_and_one_that_is_there_are_two_things(cast):
    clue = make.reported_clue(cast, START)
    with pytest.raises(TypeError, match="a new row"), act(CLUES, clue, "report", by=None, at=LATER):
        pytest.fail("it is there")
    with (
        pytest.raises(TypeError, match="a row that is there"),
        act(CASES, Case(), "pause", by=cast.users["clerk"], at=LATER),
    ):
        pytest.fail("it is not there")


def test_an_act_becomes_only_what_asks_for_the_same_right(cast):
    case = make.opened_case(cast, START)
    doing = act(CASES, case, "note", by=cast.users["clerk"], at=LATER)
    with pytest.raises(TypeError, match="cannot become"), doing:
        doing.becomes("grant_aid")
