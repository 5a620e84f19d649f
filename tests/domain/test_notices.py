"""Public notices: what cannot be written on one, what stands before a decision, what an objection stops and who answers."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.calendar import add_working_days
from common.errors import Refusal
from demo.people import Cast
from funds.ledger.journal import constraint_of
from needs import services as needs
from needs.models import Case
from needs.models.aid import AidType
from needs.services.gap import NotReady, gap_blockers
from organisations.models import Notification
from publication.notices import services
from publication.notices.access import current_notices, waiting_objections
from publication.notices.act_subjects import OwnDraft
from publication.notices.models import CaseNotice, NoticeProof, PublicNotice
from publication.notices.selectors import NoticeMissing
from publication.notices.services.notices import NoNotice
from publication.notices.services.objections import AnswerNamesSomebody, Involved, NoLongerOpen
from tests.factories import cases as make
from tests.factories import notices as notice
from tests.factories.cases import START, Y

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[Cast]:
    """The city once for the module; each test takes back what it did."""
    with django_db_blocker.unblock():
        yield make.staged()


def grant(cast: Cast, case: Case, at, yuan: int = 6_000):
    return needs.record_aid(
        case=case,
        aid_type="temporary_aid",
        state="granted",
        amount_fen=yuan * Y,
        item=case.items.get(),
        by=cast.users["reviewer"],
        at=at,
    )


# what hangs there


def test_the_words_are_the_masked_name_place_size_aid_amount_and_telephone(cast):
    one = notice.posted(cast, home=make.family(name="李长河"))
    assert one.text() == "李＊＊，松坪村，4人，临时救助，拟发放6,000元，监督电话00012340001。"
    assert (one.state, one.working_days, one.ends_at) == ("posted", 5, make.day(2026, 11, 10, 17))
    proof = NoticeProof.objects.get(notice=one)
    assert (proof.kind, proof.board, proof.by, proof.at) == ("posted", "village", cast.users["reviewer"], one.posted_at)
    assert proof.sha256 == sha256(one.text().encode()).hexdigest()


def test_the_notice_holds_no_key_to_the_case_and_no_column_for_more(cast):
    fields = {field.name: field for field in PublicNotice._meta.get_fields()}
    assert not {"case", "household", "casenotice", "casenotices"} & set(fields)
    free = [name for name, field in fields.items() if field.get_internal_type() in ("TextField", "JSONField")]
    assert free == []
    assert CaseNotice._meta.get_field("notice").remote_field.hidden


@pytest.mark.parametrize("track", ["fast", "emergency", "charity"])
def test_only_the_track_of_expenditure_has_a_notice(cast, track):
    case = notice.surveyed_case(cast, track=track)
    with make.refused(NoNotice):
        notice.drafted(cast, case=case)


def test_violence_children_and_minors_are_never_on_a_board(cast):
    for home in (make.family(cause="HC14"), make.family(cause="HC11")):
        with make.refused(NoNotice):
            notice.drafted(cast, case=notice.surveyed_case(cast, home=home))
    case = notice.surveyed_case(cast)
    case.household.people.update(birth_year=2010)
    with make.refused(NoNotice):
        notice.drafted(cast, case=case)


def test_the_drafter_does_not_check_and_an_unchecked_notice_is_not_posted(cast):
    one = notice.drafted(cast)
    with make.refused(PermissionDenied):
        services.check_notice(notice=one, by=cast.users["clerk"], at=LATER)
    by_coordinator = services.draft_notice(
        case=notice.surveyed_case(cast), place=one.place, amount_fen=1, at=LATER, by=cast.users["coordinator"]
    )
    with make.refused(OwnDraft):
        services.check_notice(notice=by_coordinator, by=cast.users["coordinator"], at=LATER)
    with make.refused(IllegalMove):
        services.post_notice(notice=one, board="website", by=cast.users["reviewer"], at=LATER)


def test_it_leaves_by_itself_and_the_decision_archives_it(cast):
    one = notice.posted(cast)
    assert services.end_notices(one.ends_at - timedelta(seconds=1)) == 0
    assert list(current_notices()) == [one]
    assert services.end_notices(one.ends_at) == 1
    assert services.end_notices(one.ends_at) == 0
    assert not current_notices().exists()
    assert list(one.proofs.values_list("kind", flat=True)) == ["posted", "taken_down"]
    grant(cast, notice.case_of(one), one.ends_at + timedelta(hours=1))
    make.settle(one.ends_at + timedelta(hours=2))
    one.refresh_from_db()
    assert one.state == "archived"
    assert [note.kind for note in Notification.objects.filter(user=cast.users["clerk"], kind="notice_ended")] == [
        "notice_ended"
    ]


# before the decision


def test_nothing_is_granted_before_the_notice_ran_its_time_nor_more_than_hung_there(cast):
    case = notice.surveyed_case(cast)
    with make.refused(NoticeMissing):
        grant(cast, case, LATER)
    one = notice.posted(cast, case=case)
    with make.refused(NoticeMissing):
        grant(cast, case, one.ends_at - timedelta(minutes=1))
    services.end_notices(one.ends_at)
    with make.refused(NoticeMissing) as more:
        grant(cast, case, one.ends_at, yuan=6_001)
    assert "6,000 元" in str(more.value)
    assert grant(cast, case, one.ends_at).amount_fen == 6_000 * Y


def test_the_gap_waits_for_the_notice_unless_temporary_aid_is_none(cast):
    case, reviewer = notice.surveyed_case(cast), cast.users["reviewer"]
    needs.record_aid(case=case, aid_type="temporary_aid", state="applied", by=reviewer, at=START)
    assert len(gap_blockers(case)) == 1 and "公示期满" in gap_blockers(case)[0]
    with make.refused(NotReady):
        needs.confirm_gap(case=case, by=reviewer, at=LATER)
    other = notice.surveyed_case(cast)
    needs.record_aid(case=other, aid_type="temporary_aid", state="not_applicable", by=reviewer, at=START)
    assert needs.confirm_gap(case=other, by=reviewer, at=LATER).state == "awaiting"


def test_other_tracks_places_without_the_rule_and_protected_households_are_not_held_up(cast, settings):
    assert grant(cast, notice.surveyed_case(cast, track="emergency"), LATER)
    assert grant(cast, notice.surveyed_case(cast, home=make.family(cause="HC14")), LATER)
    settings.NOTICE_BEFORE_DECISION = False
    assert grant(cast, notice.surveyed_case(cast), LATER)


# objections


def test_an_objection_stops_the_clock_and_a_rejected_one_starts_it_with_what_was_left(cast):
    objection = notice.objected(cast, days=2)  # Thursday: three of five working days are left
    one, coordinator = objection.notice, cast.users["coordinator"]
    assert (one.state, objection.number[:7], objection.received_by) == ("paused", "Y990121", None)
    assert services.end_notices(one.ends_at + timedelta(days=9)) == 0
    assert list(current_notices()) == [one]
    make.settle(objection.received_at)
    assert Notification.objects.filter(user=coordinator, kind="notice_objection").count() == 1
    at = make.day(2026, 11, 12, 10)
    objection = services.take_objection(objection=objection, by=coordinator, at=at)
    objection = services.decide_objection(
        objection=objection,
        upheld=False,
        finding="查了车辆登记，车是营运借用。",
        answer="经核查，车辆不属该家庭所有，异议不成立。",
        by=coordinator,
        at=at,
    )
    one.refresh_from_db()
    assert (objection.state, one.state, one.paused_at) == ("rejected", "posted", None)
    assert one.ends_at == add_working_days(at, 3)
    assert list(one.proofs.values_list("kind", flat=True)) == ["posted", "paused", "resumed"]
    verbs = AuditEvent.objects.filter(case_id=notice.case_of(one).pk, verb__startswith="notice.").order_by("id")
    assert list(verbs.values_list("verb", flat=True))[3:] == [
        "notice.paused",
        "notice.objected",
        "notice.objection_taken",
        "notice.objection_rejected",
        "notice.resumed",
    ]


def test_an_upheld_objection_ends_the_notice_and_nothing_is_granted_on_it(cast):
    objection = notice.objected(cast)
    coordinator, case = cast.users["coordinator"], notice.case_of(objection.notice)
    objection = services.take_objection(objection=objection, by=coordinator, at=LATER)
    services.decide_objection(
        objection=objection,
        upheld=True,
        finding="属实。",
        answer="经核查，异议成立，已终止公示。",
        by=coordinator,
        at=LATER,
    )
    assert PublicNotice.objects.get(pk=objection.notice_id).state == "upheld"
    with make.refused(NoticeMissing):
        grant(cast, case, LATER)
    assert notice.drafted(cast, case=case, yuan=1_000).state == "drafted"  # corrected, it may hang anew


def test_whoever_had_a_part_in_the_case_does_not_look_again(cast):
    case = notice.surveyed_case(cast)
    Case.objects.filter(pk=case.pk).update(owner=cast.users["coordinator"])
    objection = notice.objected(cast, case=Case.objects.get(pk=case.pk))
    with make.refused(Involved):
        services.take_objection(objection=objection, by=cast.users["coordinator"], at=LATER)
    for who in ("clerk", "reviewer", "county_coordinator-990122"):
        with make.refused(PermissionDenied):
            services.take_objection(objection=objection, by=cast.users[who], at=LATER)
    assert not waiting_objections(cast.users["coordinator"]).exists()
    assert list(waiting_objections(cast.users["approver"])) == [objection]
    taken = services.take_objection(objection=objection, by=cast.users["approver"], at=LATER)
    with make.refused(Refusal):
        services.decide_objection(
            objection=taken, upheld=False, finding="x", answer="异议不成立。", at=LATER, by=cast.users["coordinator"]
        )


def test_the_answer_names_nobody(cast):
    objection = notice.objected(cast, home=make.family(name="欧阳春晓"))
    objection = services.take_objection(objection=objection, by=cast.users["approver"], at=LATER)
    with make.refused(AnswerNamesSomebody):
        services.decide_objection(
            objection=objection,
            upheld=False,
            finding="x",
            answer="欧阳春晓家没有车。",
            at=LATER,
            by=cast.users["approver"],
        )


def test_two_objections_are_one_pause_and_the_last_answer_starts_the_clock(cast):
    first = notice.objected(cast)
    second = services.object_to_notice(
        notice=first.notice,
        words="我也有意见。",
        contact="00020000001",
        channel="phone",
        by=cast.users["clerk"],
        at=first.received_at,
    )
    approver = cast.users["approver"]
    for one, state in ((first, "paused"), (second, "posted")):
        taken = services.take_objection(objection=one, by=approver, at=LATER)
        services.decide_objection(
            objection=taken,
            upheld=False,
            finding="查过。",
            answer="经核查，异议不成立。",
            by=approver,
            at=first.received_at,
        )
        assert PublicNotice.objects.get(pk=first.notice_id).state == state


def test_the_same_form_twice_is_one_and_after_the_end_there_is_none(cast):
    one = notice.objected(cast)
    again = services.object_to_notice(notice=one.notice, words="x", at=LATER, token=one.pk)
    assert again == one
    with make.refused(NoLongerOpen):
        services.object_to_notice(notice=notice.ended(cast), words="晚了", at=LATER)


# the database's own rules

UPDATES = [
    ("notices_publicnotice_name_masked", "drafted", {"masked_name": "李长河"}),
    ("notices_publicnotice_name_masked", "drafted", {"masked_name": "李长＊"}),
    ("notices_publicnotice_amount_positive", "drafted", {"amount_fen": 0}),
    ("notices_publicnotice_household_size", "drafted", {"household_size": 0}),
    ("notices_publicnotice_phone_form", "drafted", {"objection_phone": "找李长河"}),
    ("notices_publicnotice_checked_paired", "drafted", {"checked_at": LATER}),
    ("notices_publicnotice_posted_paired", "drafted", {"posted_at": LATER}),
    ("notices_publicnotice_checker_not_drafter", "drafted", {"checked_by": "drafted_by", "checked_at": LATER}),
    ("notices_publicnotice_checked_by_somebody", "drafted", {"state": "checked"}),
    ("notices_publicnotice_posted_after_check", "posted", {"ends_at": None}),
    ("notices_publicnotice_pause_dated", "posted", {"state": "paused"}),
    ("notices_publicnotice_full_period", "posted", {"state": "ended"}),
    ("notices_publicnotice_full_period", "posted", {"state": "ended", "ended_at": START}),
    ("notices_publicnotice_fixed", "posted", {"amount_fen": 1}),
    ("notices_publicnotice_life_cycle", "drafted", {"state": "posted"}),
    ("notices_noticeobjection_rechecker_named", "objection", {"state": "rechecking"}),
    ("notices_noticeobjection_decided_paired", "objection", {"decided_at": LATER}),
    ("notices_noticeobjection_life_cycle", "objection", {"state": "rejected"}),
]


def test_the_database_names_the_rule_that_is_broken(cast):
    rows = {"drafted": notice.drafted(cast), "posted": notice.posted(cast), "objection": notice.objected(cast)}
    for rule, name, fields in UPDATES:
        row = rows[name]
        given = {field: getattr(row, value) if value == "drafted_by" else value for field, value in fields.items()}
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**given)
        assert constraint_of(refused.value) == rule, fields
    taken = services.take_objection(objection=rows["objection"], by=cast.users["approver"], at=LATER)
    for rule, fields in [
        ("notices_noticeobjection_decided_with_answer", {"state": "rejected"}),
        ("notices_noticeobjection_decider_rechecked", {"decided_by": cast.users["clerk"], "decided_at": LATER}),
    ]:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            type(taken).objects.filter(pk=taken.pk).update(**fields)
        assert constraint_of(refused.value) == rule
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
        NoticeProof.objects.all().delete()


def test_every_aid_has_a_name_that_fits_the_board():
    assert all(len(str(one.label)) <= 8 for one in AidType)
