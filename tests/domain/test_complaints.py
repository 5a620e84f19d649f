"""Complaints: nobody deals with one that is about himself, nobody it is about learns of it, two people answer it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction

from casework.complaints import services
from casework.complaints.access import by_code, complaints_for, waiting_for
from casework.complaints.codes import code_index, code_of
from casework.complaints.models import Complaint, Respondent
from common.audit.models import AuditEvent
from common.calendar import forget_holidays
from common.errors import Refusal
from common.sealed import opened
from funds.ledger.journal import constraint_of
from organisations.models import Notification, User
from tests import clock
from tests.factories import cases as make
from tests.factories import complaints as situation
from tests.factories.cases import START, day, everything, refused

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=5)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator:
    with django_db_blocker.unblock():
        call_command("load_holidays", verbosity=0)
        forget_holidays()
        yield make.staged(sources=make.SOURCES)
    forget_holidays()


@pytest.fixture
def people(cast):
    """Fresh from the database: what a person may do is read once per object."""
    return {key: User.objects.get(pk=user.pk) for key, user in cast.users.items()}


def seen_by(user: User) -> set[str]:
    return set(complaints_for(User.objects.get(pk=user.pk)).values_list("number", flat=True))


# filing


def test_a_complaint_is_acknowledged_in_one_working_day_and_answered_in_fifteen_days(cast):
    complaint = situation.filed(cast, day(2026, 11, 6))  # a Friday
    assert complaint.acknowledge_by == day(2026, 11, 9, 17)
    assert complaint.answer_by == day(2026, 11, 21, 9)
    assert (complaint.state, complaint.office_id) == ("new", "990121000000")


def test_the_same_form_sent_twice_is_one_complaint_with_one_code(cast):
    token = uuid4()
    first, second = (situation.filed(cast, START, token=token) for _again in range(2))
    assert first.pk == second.pk
    assert Complaint.objects.filter(token=token).count() == 1
    assert by_code(first.number, code_index(code_of(token).lower())).pk == first.pk
    assert by_code(first.number, code_index(code_of(uuid4()))) is None


def test_no_account_name_or_word_of_the_complainant_is_kept_in_the_clear(cast):
    complaint = situation.filed(
        cast, START, words="郝大山被多次推诿", name="郝大山", phone="00011112222", about="窗口小王"
    )
    row = str(Complaint.objects.filter(pk=complaint.pk).values().get())
    assert not any(word in row for word in ("郝大山", "00011112222", "小王", "推诿"))
    event = AuditEvent.objects.get(subject_id=str(complaint.pk))
    assert (event.actor_id, event.actor_label, event.verb) == (None, "system", "complaint.filed")


def test_empty_or_endless_words_are_refused(cast):
    for words in ("  ", "长" * 2001):
        with refused(Refusal):
            situation.filed(cast, START, words=words)


# whom it is about


def test_a_complaint_about_a_match_does_not_exist_for_its_decider_and_proposer(cast, people):
    match = make.offered_match(cast, START, make.family())
    complaint = situation.filed(cast, LATER, subject=match.number)
    make.settle(LATER)
    assert set(complaint.respondents.values_list("user_id", flat=True)) == {
        people["approver"].pk,
        people["coordinator"].pk,
    }
    assert (complaint.subject_kind, complaint.office_id) == ("match", "990121000000")
    for key in ("approver", "coordinator"):
        assert complaint.number not in seen_by(people[key])
        assert not waiting_for(people[key]).exists()
    assert not Notification.objects.filter(number=complaint.number, user=people["approver"]).exists()
    assert Notification.objects.filter(number=complaint.number, user=people["complaint-lead"]).count() == 1
    assert complaint.number in seen_by(people["complaint-lead"]) & seen_by(people["complaints"])
    for act in (
        lambda by: services.assign(complaint=complaint, to=people["complaints"], sensitive=False, by=by, at=LATER),
        lambda by: services.refuse(complaint=complaint, reason="与我无关", by=by, at=LATER),
    ):
        with refused(PermissionDenied):
            act(people["approver"])


def test_a_complaint_about_a_text_is_about_author_and_approver_one_about_a_case_about_its_surveyors(cast, people):
    case, need = make.published_need(cast, START, make.family())
    of_text = situation.filed(cast, LATER, subject=need.slug, subject_kind="need")
    assert set(of_text.respondents.values_list("user_id", flat=True)) == {need.author_id, need.approved_by_id}
    of_case = situation.filed(cast, LATER, subject=case.number)
    assert {people["clerk"].pk, people["reviewer"].pk} <= set(of_case.respondents.values_list("user_id", flat=True))
    assert of_case.subject_kind == "case"


def test_a_number_that_names_nothing_is_kept_as_it_was_typed(cast):
    complaint = situation.filed(cast, START, subject="X0000", about="窗口")
    assert (complaint.subject_kind, opened(complaint.about)) == ("", "窗口（X0000）")
    assert not complaint.respondents.exists()


def test_a_county_without_enough_people_who_are_not_concerned_leaves_it_to_the_city(cast, people):
    bailu = situation.filed(cast, START, county="990124")  # it has an approver, and nobody to handle
    assert bailu.office_id == "990100000000"
    assert bailu.number in seen_by(people["city-complaints"]) & seen_by(people["city-approver"])
    assert bailu.number not in seen_by(people["county_approver-990124"])
    ours = situation.assigned(cast, START)
    ours = services.name_respondents(
        complaint=ours, users=[people["complaints"], people["complaint-lead"]], by=people["approver"], at=LATER
    )
    assert (ours.state, ours.handler, ours.office_id) == ("new", None, "990100000000")
    for key in ("complaints", "complaint-lead", "approver"):
        assert ours.number not in seen_by(people[key])


def test_from_a_handler_who_is_named_it_is_taken_away(cast, people):
    complaint = situation.submitted(cast, START)
    complaint = services.name_respondents(
        complaint=complaint, users=[people["complaints"]], by=people["complaint-lead"], at=LATER
    )
    assert (complaint.state, complaint.handler, complaint.outcome) == ("new", None, "")
    assert complaint.office_id == "990121000000"  # the lead handles, the approver approves
    assert complaint.number not in seen_by(people["complaints"])
    with refused(services.NotNeutral):
        services.assign(
            complaint=complaint, to=people["complaints"], sensitive=False, by=people["complaint-lead"], at=LATER
        )


def test_a_sensitive_one_is_hidden_from_the_other_handlers(cast, people):
    complaint = situation.filed(cast, START)
    services.assign(complaint=complaint, to=people["complaint-lead"], sensitive=True, by=people["approver"], at=LATER)
    assert complaint.number not in seen_by(people["complaints"])
    assert complaint.number in seen_by(people["approver"])


def test_other_counties_and_other_roles_have_none(cast, people):
    complaint = situation.filed(cast, START)
    for key in (
        "city-approver",
        "city-complaints",
        "county_approver-990122",
        "coordinator",
        "auditor",
        "charity",
        "donor",
    ):
        assert complaint.number not in seen_by(people[key]), key


# the path


def test_the_answer_is_read_after_another_person_approved_it(cast, people):
    complaint = situation.submitted(cast, START)
    with refused(PermissionDenied):
        services.close(complaint=complaint, by=people["complaints"], at=LATER)
    complaint = services.send_back(complaint=complaint, reason="写清办结日期", by=people["approver"], at=LATER)
    assert (complaint.state, opened(complaint.review_note)) == ("in_progress", "写清办结日期")
    complaint = services.submit(
        complaint=complaint,
        facts="超期十天。",
        outcome="upheld",
        reply=situation.REPLY,
        administrative=False,
        by=people["complaints"],
        at=LATER,
    )
    complaint = services.close(complaint=complaint, by=people["approver"], at=LATER)
    assert (complaint.state, complaint.approved_by, opened(complaint.reply)) == (
        "closed",
        people["approver"],
        situation.REPLY,
    )


def test_a_lead_who_handled_it_does_not_approve_it(cast, people):
    lead = people["complaint-lead"]
    complaint = services.assign(complaint=situation.filed(cast, START), to=lead, sensitive=False, by=lead, at=START)
    services.start(complaint=complaint, by=lead, at=START)
    services.submit(
        complaint=complaint,
        facts="查明。",
        outcome="explained",
        reply="已说明。",
        administrative=False,
        by=lead,
        at=START,
    )
    assert not waiting_for(lead).filter(pk=complaint.pk).exists()
    with refused(services.NotNeutral):
        services.close(complaint=complaint, by=lead, at=LATER)


def test_only_its_handler_works_on_it(cast, people):
    complaint = situation.assigned(cast, START)
    with refused(PermissionDenied):
        services.start(complaint=complaint, by=people["complaint-lead"], at=LATER)
    with refused(Refusal):
        services.submit(
            complaint=complaint,
            facts="x",
            outcome="upheld",
            reply="x",
            administrative=False,
            by=people["complaints"],
            at=LATER,
        )


def test_an_appeal_goes_to_the_city_once_and_is_about_those_who_dealt_with_it(cast, people):
    token = uuid4()
    complaint = situation.closed(cast, START, token=token)
    again = services.appeal(complaint=complaint, words="没有办结。", token=uuid4(), at=LATER)
    assert (again.state, again.office_id, again.appeal_of_id) == ("new", "990100000000", complaint.pk)
    assert by_code(again.number, code_index(code_of(token))).pk == again.pk
    assert set(again.respondents.values_list("user_id", flat=True)) == {
        people["complaints"].pk,
        people["complaint-lead"].pk,
    }
    assert again.number in seen_by(people["city-approver"])
    with refused(Refusal):
        services.appeal(complaint=Complaint.objects.get(pk=complaint.pk), words="再来", token=uuid4(), at=LATER)
    with refused(Refusal):
        services.appeal(complaint=again, words="再来", token=uuid4(), at=LATER)


def test_an_open_complaint_is_not_appealed_against_and_a_refused_one_is(cast, people):
    complaint = situation.filed(cast, START)
    with refused(Refusal):
        services.appeal(complaint=complaint, words="太慢", token=uuid4(), at=LATER)
    complaint = services.refuse(
        complaint=complaint, reason="不属于救助事项，请向人社部门反映。", by=people["approver"], at=LATER
    )
    assert services.appeal(complaint=complaint, words="就是救助", token=uuid4(), at=LATER).office_id == "990100000000"


def test_the_complainant_is_told_by_a_number_alone(cast, settings, tmp_path):
    settings.SMS_OUTBOX = tmp_path
    complaint = situation.closed(cast, START, phone="00011112222", words="郝大山的钱没到")
    make.settle(LATER)
    texts = sorted(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert texts == [
        f"00011112222\n【周急】编号 {complaint.number}：投诉已受理。\n",
        f"00011112222\n【周急】编号 {complaint.number}：投诉已有答复。\n",
    ]


# the database's own no


RULES = {
    "complaints_complaint_clocks_in_order": {"acknowledge_by": START - timedelta(days=1)},
    "complaints_complaint_acknowledged": {"acknowledged_at": None},
    "complaints_complaint_assignment_paired": {"assigned_at": None},
    "complaints_complaint_state_has_handler": {
        "handler": None,
        "assigned_by": None,
        "assigned_at": None,
        "approved_by": None,
        "approved_at": None,
    },
    "complaints_complaint_submitted_with_outcome": {"outcome": ""},
    "complaints_complaint_closed_by_somebody": {"approved_by": None, "approved_at": None},
    "complaints_complaint_refused_by_somebody": {"refused_at": START},
    "complaints_complaint_subject_paired": {"subject_kind": "need"},
    "complaints_complaint_life_cycle": {"state": "new"},
}


def broken(act) -> str:
    before = everything()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    assert everything() == before
    return constraint_of(error.value)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_of_the_table_holds_past_every_python_check(cast, rule):
    complaint = situation.closed(cast, START)
    changed = Complaint.objects.filter(pk=complaint.pk)
    if rule == "complaints_complaint_state_has_handler":
        changed = Complaint.objects.filter(pk=situation.assigned(cast, START).pk)
    assert broken(lambda: changed.update(**RULES[rule])) == rule


def test_the_approver_is_never_the_handler(cast):
    complaint = situation.closed(cast, START)
    assert broken(lambda: Complaint.objects.filter(pk=complaint.pk).update(approved_by=complaint.handler)) == (
        "complaints_complaint_approver_not_handler"
    )


def test_an_appeal_leaves_the_county(cast):
    again = services.appeal(complaint=situation.closed(cast, START), words="不服", token=uuid4(), at=LATER)
    assert broken(lambda: Complaint.objects.filter(pk=again.pk).update(office=again.county)) == (
        "complaints_complaint_appeal_goes_up"
    )


def test_a_respondent_never_becomes_handler_nor_the_handler_respondent(cast, people):
    rule = "complaints_complaint_handler_not_respondent"
    complaint = situation.assigned(cast, START)
    row = {"complaint": complaint, "source": "derived", "named_at": clock.now()}
    assert broken(lambda: Respondent.objects.create(user=people["complaints"], **row)) == rule
    Respondent.objects.create(user=people["approver"], **row)
    for field in ("handler", "assigned_by"):
        assert (
            broken(lambda field=field: Complaint.objects.filter(pk=complaint.pk).update(**{field: people["approver"]}))
            == rule
        )
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        complaint.respondents.all().delete()
    assert constraint_of(error.value) == "complaints_respondent_append_only"


def test_who_names_a_respondent_is_named_and_once(cast, people):
    complaint = situation.filed(cast, START)
    row = {"complaint": complaint, "user": people["approver"], "named_at": START}
    assert broken(lambda: Respondent.objects.create(source="named", **row)) == "complaints_respondent_named_by_somebody"
    Respondent.objects.create(source="derived", **row)
    assert broken(lambda: Respondent.objects.create(source="derived", **row)) == "complaints_respondent_once"
