"""Referrals: what may be sent to whom, who reads what and when, who decides after two returns, and what a clock does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from casework.referrals import services
from casework.referrals.access import received_for, referrals_for
from casework.referrals.items import OFFICIAL
from casework.referrals.models import Referral, ReferralReturn
from casework.referrals.selectors import StillReferred
from casework.referrals.services.reading import Closed
from casework.referrals.services.sending import AlreadySent, PurposeNamesSomebody
from casework.referrals.services.standing import FamilyNotTold, NoConsent
from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.errors import Refusal
from common.sealed import opened
from demo.people import Cast
from funds.ledger.journal import constraint_of
from needs import services as needs
from needs.models import Case
from organisations.models import Notification
from tests.factories import cases as make
from tests.factories import referrals as referral
from tests.factories.cases import START

pytestmark = pytest.mark.django_db
LATER = START + timedelta(hours=6)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[Cast]:
    """The city once for the module; each test takes back what it did."""
    with django_db_blocker.unblock():
        yield make.staged()


def kinds_told(user) -> list[str]:
    return list(
        Notification.objects.filter(user=user, kind__startswith="referral")
        .order_by("at")
        .values_list("kind", flat=True)
    )


def labels(rows: list[dict]) -> list[str]:
    return [str(row["label"]) for row in rows]


# sending


def test_a_department_of_government_gets_it_by_its_duty_once_the_family_was_told(cast):
    one = referral.sent(cast)
    assert (one.state, one.basis, one.consent, one.sender) == (
        "issued",
        "duty",
        None,
        cast.bodies["township-990121102"],
    )
    assert one.number.startswith("Z990121")
    assert one.due_at == make.day(2026, 11, 5, 17) and one.reply_by == make.day(2026, 11, 17, 17)
    event = AuditEvent.objects.get(verb="referral.sent")
    assert event.case_id == one.case_id and event.data["items"] == referral.OFFICIAL_ITEMS
    make.settle(LATER)
    assert kinds_told(cast.users["medical-990121"]) == ["referral_received"]


def test_without_telling_the_family_nothing_goes_to_a_department_unless_the_case_is_red(cast):
    case = make.signed_case(cast, START, make.family())
    with make.refused(FamilyNotTold):
        referral.sent(cast, case=case, told=False)
    Case.objects.filter(pk=case.pk).update(urgency="red")
    one = referral.sent(cast, case=Case.objects.get(pk=case.pk), told=False)
    assert (one.told, one.urgent) == (False, True)
    assert one.due_at - one.sent_at == timedelta(hours=2) and one.reply_by - one.sent_at == timedelta(hours=24)


def test_a_charity_needs_the_live_consent_that_names_it_and_each_item(cast):
    case, charity = make.signed_case(cast, START, make.family()), cast.bodies["charity-city"]
    to_charity = {
        "case": case,
        "recipient": charity,
        "purpose": referral.PURPOSE,
        "by": cast.users["clerk"],
        "at": LATER,
    }
    with make.refused(NoConsent) as none:
        services.send_referral(items=referral.SHARED_ITEMS, **to_charity)
    assert "还没有同意向澄川市慈善总会提供资料" in str(none.value)
    make.sharing_consent(cast, case, cast.bodies["red-cross"], START)
    with make.refused(NoConsent):
        services.send_referral(items=["situation"], **to_charity)
    consent = make.sharing_consent(cast, case, charity, START)  # name, phone, bank account
    with make.refused(NoConsent) as some:
        services.send_referral(items=["name", "address"], **to_charity)
    assert "住址" in str(some.value) and "姓名" not in str(some.value)
    one = services.send_referral(items=["situation", "name"], **to_charity)
    assert (one.basis, one.consent) == ("consent", consent)


@pytest.mark.parametrize("item", sorted(OFFICIAL))
def test_no_charity_ever_gets_what_only_an_office_may_read(cast, item):
    case = make.signed_case(cast, START, make.family())
    make.sharing_consent(cast, case, cast.bodies["charity-city"], START)
    with make.refused(Refusal):
        referral.sent(cast, case=case, to="charity-city", items=["name", item])


def test_without_consent_only_an_approver_sends_with_a_reason_and_it_is_marked_for_ever(cast):
    case = make.signed_case(cast, START, make.family())
    given = {
        "case": case,
        "recipient": cast.bodies["charity-city"],
        "purpose": referral.PURPOSE,
        "items": ["name", "phone"],
        "at": LATER,
    }
    with make.refused(PermissionDenied):
        services.send_referral(by=cast.users["clerk"], override_reason="人在昏迷，先送药。", **given)
    with make.refused(NoConsent):
        services.send_referral(by=cast.users["approver"], override_reason=" ", **given)
    one = services.send_referral(by=cast.users["approver"], override_reason="人在昏迷，先送药。", **given)
    assert (one.basis, one.override_by, opened(one.override_reason)) == (
        "override",
        cast.users["approver"],
        "人在昏迷，先送药。",
    )
    assert AuditEvent.objects.filter(verb="referral.sent_without_consent", subject_id=str(one.pk)).count() == 1


def test_the_purpose_names_nobody(cast):
    home = make.family(name="欧阳春晓")
    with make.refused(PurposeNamesSomebody):
        referral.sent(cast, case=make.signed_case(cast, START, home), purpose="请帮助欧阳春晓申请医疗救助。")


def test_the_same_form_twice_is_one_referral_and_one_organisation_has_a_case_once(cast):
    one = referral.sent(cast)
    again = services.send_referral(
        case=one.case, recipient=one.recipient, purpose="x", items=[], by=one.sent_by, at=LATER, token=one.pk
    )
    assert again == one
    with make.refused(AlreadySent):
        referral.sent(cast, case=one.case)


def test_a_stranger_a_reviewer_and_another_county_send_nothing(cast):
    case = make.signed_case(cast, START, make.family())
    for who in ("reviewer", "county_coordinator-990122", "auditor"):
        with make.refused(PermissionDenied):
            referral.sent(cast, case=case, by=cast.users[who])


def test_the_address_of_who_fled_is_not_offered(cast):
    case = make.signed_case(cast, START, make.family(cause="HC14"))
    with make.refused(Refusal):
        referral.sent(cast, case=case, items=["name", "address"])


# reading


def test_before_acceptance_nothing_opens_then_exactly_what_was_ticked_and_each_opening_is_logged(cast):
    one = referral.sent(cast, home=make.family(name="欧阳春晓", phone="00020000042"))
    clerk = referral.clerk_of(one.recipient)
    with make.refused(Closed):
        services.open_package(referral=one, by=clerk, at=LATER)
    one = services.accept_referral(referral=one, by=clerk, at=LATER)
    rows = services.open_package(referral=one, by=clerk, at=LATER)
    assert labels(rows) == [
        "困难类型、紧急程度和家庭人口",
        "需要的项目与缺口",
        "核实结论、核实人和日期",
        "姓名",
        "联系电话",
        "身份证号",
    ]
    assert [row["value"] for row in rows][3:5] == ["欧阳春晓", "00020000042"]
    services.open_package(referral=one, by=clerk, at=LATER)
    reads = AuditEvent.objects.filter(kind="read", actor_id=clerk.pk, case_id=one.case_id)
    assert [event.data["fields"] for event in reads] == [sorted(referral.OFFICIAL_ITEMS)] * 2
    assert {event.data["reason"] for event in reads} == {one.number}


def test_a_withdrawn_consent_closes_the_reading_at_once_and_recalls_with_the_news(cast):
    one = referral.accepted(cast, to="charity-city")
    charity = referral.clerk_of(one.recipient)
    assert len(services.open_package(referral=one, by=charity, at=LATER)) == 4
    needs.withdraw_consent(consent=one.consent, by=cast.users["clerk"], at=LATER)
    with make.refused(Closed):
        services.open_package(referral=one, by=charity, at=LATER)
    make.settle(LATER)
    one.refresh_from_db()
    assert (one.state, opened(one.recall_reason), one.due_at) == ("recalled", "家庭撤回同意", None)
    assert kinds_told(charity)[-1] == "referral_recalled"


def test_a_consent_that_ran_out_closes_the_reading(cast):
    one = referral.accepted(cast, to="charity-city")
    with make.refused(Closed):
        services.open_package(referral=one, by=referral.clerk_of(one.recipient), at=one.consent.expires_at)


def test_only_the_recipient_opens_and_who_returned_it_finds_nothing(cast):
    one = referral.accepted(cast)
    for who in ("clerk", "education-990121", "medical-city", "charity"):
        with make.refused(PermissionDenied):
            services.open_package(referral=one, by=cast.users[who], at=LATER)
    back = referral.returned(cast, home=make.family())
    services.reassign_referral(
        referral=back, recipient=cast.bodies["labour-990121"], told=True, by=cast.users["clerk"], at=LATER
    )
    assert list(received_for(cast.users["medical-990121"])) == [one]
    assert list(received_for(cast.users["labour-990121"])) == [back]
    assert set(referrals_for(cast.users["clerk"])) == {one, back}
    assert not referrals_for(cast.users["county_coordinator-990122"]).exists()


# returns and supervision


def test_returned_twice_it_goes_to_a_named_supervisor_who_decides_and_then_it_stays(cast):
    one = referral.escalated(cast)
    approver = cast.users["approver"]
    assert (one.state, one.supervisor, one.returns.count()) == ("escalated", approver, 2)
    make.settle(LATER)
    assert kinds_told(approver) == ["referral_escalated"]
    with make.refused(PermissionDenied):
        services.decide_referral(
            referral=one,
            recipient=cast.bodies["medical-990121"],
            reason="x",
            told=True,
            by=cast.users["clerk"],
            at=LATER,
        )
    with make.refused(Refusal):
        services.decide_referral(
            referral=one, recipient=cast.bodies["medical-990121"], reason=" ", told=True, by=approver, at=LATER
        )
    one = services.decide_referral(
        referral=one,
        recipient=cast.bodies["medical-990121"],
        reason="属医疗救助范围。",
        told=True,
        by=approver,
        at=LATER,
    )
    assert (one.state, one.round, one.decided_by) == ("issued", 3, approver)
    with make.refused(Refusal) as final:
        services.return_referral(referral=one, reason="再退", by=cast.users["medical-990121"], at=LATER)
    assert "不能再退回" in str(final.value)


def test_who_sent_it_does_not_decide_it(cast):
    one = referral.escalated(cast)
    Referral.objects.filter(pk=one.pk).update(sent_by=cast.users["approver"])
    with make.refused(PermissionDenied):
        services.decide_referral(
            referral=one,
            recipient=cast.bodies["education-990121"],
            reason="x",
            told=True,
            by=cast.users["approver"],
            at=LATER,
        )


def test_after_one_return_the_sender_chooses_but_not_the_same_again(cast):
    one = referral.returned(cast)
    assert one.due_at == make.day(2026, 11, 4, 17)
    with make.refused(Refusal):
        services.reassign_referral(referral=one, recipient=one.recipient, told=True, by=cast.users["clerk"], at=LATER)


# to the end


def test_from_acceptance_to_the_familys_being_told(cast):
    one = referral.accepted(cast)
    clerk, sender = referral.clerk_of(one.recipient), cast.users["clerk"]
    one = services.start_referral(referral=one, by=clerk, at=LATER)
    with make.refused(Refusal):
        services.answer_referral(referral=one, outcome="done", words="x", by=clerk, at=LATER)
    one = services.answer_referral(referral=one, outcome="partly", words="已报销一部分。", by=clerk, at=LATER)
    with make.refused(IllegalMove):
        services.close_referral(referral=one, by=sender, at=LATER)
    one = services.feed_back_referral(referral=one, words="已电话告知，并说明可以复议。", by=sender, at=LATER)
    with make.refused(Closed):
        services.open_package(referral=one, by=clerk, at=LATER)
    one = services.close_referral(referral=one, by=sender, at=LATER)
    assert (one.state, one.outcome, one.due_at) == ("closed", "partly", None)
    verbs = list(AuditEvent.objects.filter(subject_id=str(one.pk)).order_by("id").values_list("verb", flat=True))
    assert verbs == [f"referral.{verb}" for verb in ("sent", "accepted", "started", "answered", "fed_back", "closed")]


def test_first_contact_is_not_released_while_a_referral_lies_with_nobody(cast):
    one = referral.sent(cast)
    with make.refused(StillReferred):
        needs.end_case(case=one.case, verb="to_government", reason="转医保", by=cast.users["clerk"], at=LATER)
    services.accept_referral(referral=one, by=referral.clerk_of(one.recipient), at=LATER)
    assert needs.end_case(
        case=one.case, verb="to_government", reason="转医保", by=cast.users["clerk"], at=LATER
    ).closed_at


def test_a_family_may_always_withdraw_and_then_nobody_works_on_it(cast):
    one = referral.sent(cast)
    needs.end_case(case=one.case, verb="withdraw", reason="不需要了", by=cast.users["clerk"], at=LATER)
    make.settle(LATER)
    one.refresh_from_db()
    assert (one.state, one.recalled_by) == ("recalled", None)


# clocks


def test_the_sender_reminds_once_a_day(cast):
    one = referral.sent(cast)
    services.remind_referral(referral=one, by=cast.users["clerk"], at=LATER)
    with make.refused(Refusal):
        services.remind_referral(referral=one, by=cast.users["clerk"], at=LATER)
    services.remind_referral(referral=one, by=cast.users["clerk"], at=LATER + timedelta(days=1))
    make.settle(LATER + timedelta(days=1))
    assert kinds_told(cast.users["medical-990121"]) == ["referral_received", "referral_reminded", "referral_reminded"]


def test_the_ladder_has_three_steps_and_skips_days_off(cast):
    one = referral.accepted(cast)  # due Tuesday 17 November, 17:00
    make.settle(LATER)
    Notification.objects.all().delete()
    reached = {}
    for day in range(9, 23):
        at = make.day(2026, 11, day)
        services.climb_ladder(at)
        services.climb_ladder(at)
        make.settle(at)
        if steps := Notification.objects.filter(kind="referral_due", user=cast.users["clerk"]).count():
            reached.setdefault(steps, day)
    assert reached == {1: 13, 2: 17, 3: 18}
    assert Notification.objects.filter(kind="referral_due", user=referral.clerk_of(one.recipient)).count() == 3


# the database's own rules

UPDATES = [
    ("referrals_referral_basis_named", {"basis": "consent"}),
    ("referrals_referral_basis_named", {"basis": "override"}),
    ("referrals_referral_to_another", {"recipient": "sender"}),
    ("referrals_referral_carries_something", {"items": []}),
    ("referrals_referral_three_rounds", {"round": 4}),
    ("referrals_referral_accepted_by_somebody", {"state": "accepted"}),
    ("referrals_referral_accepted_paired", {"accepted_at": LATER}),
    ("referrals_referral_answered_paired", {"answered_at": LATER}),
    ("referrals_referral_fed_back_paired", {"fed_back_at": LATER}),
    ("referrals_referral_closed_paired", {"closed_by": "sent_by"}),
    ("referrals_referral_decided_paired", {"decided_at": LATER}),
    ("referrals_referral_recalled_dated", {"state": "recalled", "due_at": None}),
    ("referrals_referral_decider_not_sender", {"decided_by": "sent_by", "decided_at": LATER}),
    ("referrals_referral_live_has_deadline", {"due_at": None}),
    ("referrals_referral_life_cycle", {"state": "working"}),
]


def test_the_database_names_the_rule_that_is_broken(cast):
    one = referral.sent(cast)
    for rule, fields in UPDATES:
        given = {
            name: getattr(one, value) if value in ("sender", "sent_by") else value for name, value in fields.items()
        }
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Referral.objects.filter(pk=one.pk).update(**given)
        assert constraint_of(refused.value) == rule, fields
    working = referral.accepted(cast, home=make.family())
    for rule, fields in [
        ("referrals_referral_answered_with_outcome", {"state": "answered"}),
        ("referrals_referral_closed_dated", {"closed_at": LATER, "closed_by": working.sent_by}),
    ]:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Referral.objects.filter(pk=working.pk).update(**fields)
        assert constraint_of(refused.value) == rule
    answered = referral.answered(cast, home=make.family())
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Referral.objects.filter(pk=answered.pk).update(state="fed_back")
    assert constraint_of(refused.value) == "referrals_referral_family_told"
    back = referral.returned(cast, home=make.family())
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Referral.objects.filter(pk=back.pk).update(state="escalated")
    assert constraint_of(refused.value) == "referrals_referral_escalated_dated"


def test_a_return_is_written_once(cast):
    back = referral.returned(cast)
    for act in (lambda: ReferralReturn.objects.update(round=2), lambda: ReferralReturn.objects.all().delete()):
        with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
            act()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ReferralReturn.objects.create(
            referral=back, round=1, recipient=back.recipient, reason="x", returned_by=back.sent_by, returned_at=LATER
        )
    assert constraint_of(refused.value) == "referrals_referralreturn_once"
