"""What the verbs of the demand side refuse; on each refusal a digest of every table shows that nothing moved."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from common.acts.tables import IllegalMove
from common.errors import Refusal
from common.reasons import ReasonMissing
from needs import services as needs
from needs.act_subjects import SamePerson
from needs.models import Case, NeedItem
from needs.services.aid import DuplicateAid
from needs.services.cases import AlreadyOpen, HouseholdFacts, PersonFacts
from needs.services.gap import NotReady
from needs.services.items import OverCost
from publication import services as publication
from publication.act_subjects import AuthorApproves
from publication.anonymise import detect
from publication.models import PublicNeed
from publication.services.public_text import Blocked, MayNotPublish
from publication.services.publication import NoConsent
from publication.services.reidentification import TooFew
from tests.factories import cases as make
from tests.factories.cases import FACTS, START, Y, refused

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        yield make.staged()


@pytest.fixture
def users(cast) -> dict:
    return cast.users


def test_a_need_above_its_verified_cost_is_refused(cast, users):
    case = make.opened_case(cast, START)
    item = needs.add_item(case=case, kind="cash", category="rehab", requested_fen=100, by=users["clerk"], at=LATER)
    with refused(OverCost) as refusal:
        needs.verify_item(item=item, verified_cost_fen=99, evidence="seen", by=users["clerk"], at=LATER)
    assert refusal.value.field == "verified_cost_fen"
    assert "1 元" in str(refusal.value) and "0.99 元" in str(refusal.value)
    assert needs.verify_item(item=item, verified_cost_fen=100, evidence="seen", by=users["clerk"], at=LATER)


def test_insurance_and_government_aid_together_do_not_pass_the_cost(cast, users):
    case = make.opened_case(cast, START)
    item = make.costed_item(cast, case, LATER, cost_yuan=10, insurance_yuan=4, asked_yuan=5)
    needs.record_aid(
        case=case,
        aid_type="temporary_aid",
        state="granted",
        amount_fen=6 * Y,
        item=item,
        by=users["reviewer"],
        at=LATER,
    )
    with refused(OverCost) as refusal:
        needs.verify_item(
            item=item, verified_cost_fen=10 * Y, insurance_fen=401, evidence="seen", by=users["clerk"], at=LATER
        )
    assert refusal.value.field == "insurance_fen"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"requested_fen": 0}, "requested_fen"),
        ({"requested_fen": 600_000_01}, "requested_fen"),
        ({"category": "quilt"}, "category"),
        ({"kind": "goods", "category": "quilt", "quantity": None}, "quantity"),
        ({"kind": "goods", "category": "quilt", "quantity": 1001}, "quantity"),
    ],
)
def test_an_item_without_a_sound_measure_is_refused(cast, users, fields, field):
    case = make.opened_case(cast, START)
    given = {"kind": "cash", "category": "rehab", "requested_fen": 100, **fields}
    with refused(Refusal) as refusal:
        needs.add_item(case=case, by=users["clerk"], at=LATER, **given)
    assert refusal.value.field == field


def test_government_aid_never_lowers_a_gap_below_what_is_committed(cast, users):
    case = make.unpublished_case(cast, START)
    item = case.items.get()
    needs.commit(item=item, source_kind="charity", source_label="x", amount_fen=17_000 * Y, effect_key="k", at=LATER)
    with refused(Refusal) as refusal:
        needs.record_aid(
            case=case,
            aid_type="medical_aid",
            state="granted",
            amount_fen=1_000 * Y + 1,
            item=item,
            by=users["reviewer"],
            at=LATER,
        )
    assert refusal.value.field == "amount_fen"
    needs.record_aid(
        case=case,
        aid_type="medical_aid",
        state="granted",
        amount_fen=1_000 * Y,
        item=item,
        by=users["reviewer"],
        at=LATER,
    )
    assert NeedItem.objects.get(pk=item.pk).remaining_fen == 0
    assert Case.objects.get(pk=case.pk).state == "covered"


def test_the_same_aid_twice_in_a_month_is_refused(cast, users):
    case = make.signed_case(cast, START)
    with refused(DuplicateAid):
        needs.record_aid(case=case, aid_type="temporary_aid", state="refused", by=users["clerk"], at=LATER)
    assert needs.record_aid(
        case=case, aid_type="temporary_aid", state="refused", period="2026-12", by=users["clerk"], at=LATER
    )


def test_only_those_who_confirm_gaps_may_grant_aid(cast, users):
    case = make.opened_case(cast, START)
    item = make.costed_item(cast, case, LATER)
    with refused(PermissionDenied):
        needs.record_aid(
            case=case, aid_type="dibao", state="granted", amount_fen=1, item=item, by=users["clerk"], at=LATER
        )


# two people


def test_the_second_signature_is_another_persons(cast, users):
    case = make.opened_case(cast, START)
    visit = needs.sign_first(
        case=case, method="visit", visited_on=START.date(), facts=FACTS, by=users["clerk"], at=LATER
    )
    with refused(SamePerson):
        needs.sign_second(verification=visit, by=users["clerk"], at=LATER)
    with refused(PermissionDenied):
        needs.sign_second(verification=visit, by=users["township_reviewer-990122"], at=LATER)
    visit = needs.sign_second(verification=visit, by=users["reviewer"], at=LATER)
    with refused(Refusal):
        needs.sign_second(verification=visit, by=users["coordinator"], at=LATER)
    assert visit.second_by == users["reviewer"]


def test_a_fact_that_cannot_be_settled_needs_a_next_step(cast, users):
    case = make.opened_case(cast, START)
    unknown = {**FACTS, "cost": "unknown"}
    given = {"case": case, "method": "visit", "visited_on": START.date(), "by": users["clerk"], "at": LATER}
    with refused(Refusal) as refusal:
        needs.sign_first(**given, facts=unknown)
    assert refusal.value.field == "next_step"
    with refused(Refusal) as refusal:
        needs.sign_first(**given, facts={**FACTS, "event": ""})
    assert refusal.value.field == "facts"
    assert needs.sign_first(**given, facts=unknown, next_step="等出院结算单").next_step == "等出院结算单"


# the gap


def unsigned(cast):
    case = make.opened_case(cast, START)
    make.costed_item(cast, case, LATER)
    return case


def signed_once(cast):
    case = unsigned(cast)
    needs.sign_first(case=case, method="visit", visited_on=START.date(), facts=FACTS, by=cast.users["clerk"], at=LATER)
    return case


def signed_twice(cast, facts=FACTS):
    case = make.opened_case(cast, START)
    visit = needs.sign_first(
        case=case, method="visit", visited_on=START.date(), facts=facts, by=cast.users["clerk"], at=LATER
    )
    needs.sign_second(verification=visit, by=cast.users["reviewer"], at=LATER)
    return case


def found_false(cast):
    return signed_twice(cast, {**FACTS, "event": "false"})


def uncosted(cast):
    case = signed_twice(cast)
    needs.add_item(case=case, kind="cash", category="rehab", requested_fen=1, by=cast.users["clerk"], at=LATER)
    return case


def without_gap(cast):
    case = signed_twice(cast)
    make.costed_item(cast, case, LATER, cost_yuan=10, insurance_yuan=10, asked_yuan=10)
    return case


def without_aid(cast):
    case = signed_twice(cast)
    make.costed_item(cast, case, LATER)
    return case


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        (unsigned, "还没有两个人签字的核实。"),
        (signed_once, "还没有两个人签字的核实。"),
        (found_false, "核实中有“不实”的事项，不能确认缺口。"),
        (signed_twice, "还没有登记需要什么。"),
        (uncosted, "还有项目没有核实费用。"),
        (without_gap, "没有缺口了，请转政府救助或办结。"),
        (without_aid, "请先登记政府救助：已申请、已给予、不符合或不适用。"),
    ],
)
def test_the_gap_is_not_confirmed_while_something_is_missing(cast, users, situation, words):
    case = situation(cast)
    with refused(NotReady) as refusal:
        needs.confirm_gap(case=case, by=users["reviewer"], at=LATER)
    assert str(refusal.value) == words
    assert Case.objects.get(pk=case.pk).state == "verifying"


def test_a_clerk_and_a_reviewer_of_another_county_do_not_confirm_a_gap(cast, users):
    case = make.signed_case(cast, START)
    for stranger in ("clerk", "township_reviewer-990122", "county_coordinator-990122", "auditor"):
        with refused(PermissionDenied):
            needs.confirm_gap(case=case, by=users[stranger], at=LATER)
    confirmed = needs.confirm_gap(case=case, by=users["reviewer"], at=LATER)
    assert (confirmed.state, confirmed.gap_confirmed_by, confirmed.version) == ("awaiting", users["reviewer"], 2)
    with refused(IllegalMove):
        needs.confirm_gap(case=case, by=users["reviewer"], at=LATER)


def test_who_confirmed_the_gap_does_not_open_the_case_unpublished(cast, users):
    case = make.verified_case(cast, START)
    Case.objects.filter(pk=case.pk).update(gap_confirmed_by=users["approver"])
    with refused(Refusal):
        publication.open_unpublished(case=case, reason="家庭不愿公开", by=users["approver"], at=LATER)
    with refused(ReasonMissing):
        publication.open_unpublished(case=case, reason=" ", by=users["city-approver"], at=LATER)


# the public text


def test_nothing_is_published_without_consent(cast, users):
    _case, need = make.submitted_need(cast, START, consent=False)
    with refused(NoConsent):
        publication.publish(public_need=need, by=users["approver"], at=LATER)


def test_a_consent_is_over_in_the_very_moment_of_its_end(cast, users):
    case, need = make.submitted_need(cast, START)
    end = case.consents.get().expires_at
    PublicNeed.objects.filter(pk=need.pk).update(deadline_on=end.date())
    with refused(NoConsent):
        publication.publish(public_need=need, by=users["approver"], at=end)
    need = publication.publish(public_need=need, by=users["approver"], at=end - timedelta(microseconds=1))
    assert need.live and need.expire_at == end


def test_a_withdrawn_consent_publishes_nothing(cast, users):
    case, need = make.submitted_need(cast, START)
    needs.withdraw_consent(consent=case.consents.get(), by=users["clerk"], at=LATER)
    with refused(NoConsent, IllegalMove):
        publication.publish(public_need=need, by=users["approver"], at=LATER)


def test_the_author_does_not_approve_their_own_text(cast, users):
    _case, need = make.submitted_need(cast, START)
    PublicNeed.objects.filter(pk=need.pk).update(author=users["approver"])
    with refused(AuthorApproves):
        publication.publish(public_need=need, by=users["approver"], at=LATER)


def test_only_approvers_of_the_area_publish(cast, users):
    _case, need = make.submitted_need(cast, START)
    for stranger in (
        "clerk",
        "reviewer",
        "coordinator",
        "county_approver-990122",
        "auditor",
        "editor",
        "charity",
        "donor",
    ):
        with refused(PermissionDenied):
            publication.publish(public_need=need, by=users[stranger], at=LATER)


@pytest.mark.parametrize(
    "story",
    [
        "他叫郝大山，手术已完成，康复的费用还没有着落。",
        "请打 00011112222 联系家人，康复的费用还没有着落。",
        "住在松坪村，康复的费用还没有着落。",
        "在青屏县人民医院做了手术，康复的费用还没有着落。",
    ],
)
def test_a_text_with_a_finding_is_neither_submitted_nor_published(cast, users, story):
    case, need = make.written_need(cast, START, story=story)
    with refused(Blocked) as refusal:
        publication.submit_public_text(public_need=need, by=users["clerk"], at=LATER)
    assert refusal.value.field == "story" and refusal.value.result.findings
    PublicNeed.objects.filter(pk=need.pk).update(state="submitted")  # as if the gate of yesterday had let it through
    with refused(Blocked):
        publication.publish(public_need=need, by=users["approver"], at=LATER)
    assert Case.objects.get(pk=case.pk).state == "awaiting"


def broken(_forms, _known):
    raise RuntimeError("郝大山")


@pytest.mark.parametrize("fault", ["missing", "raises", "slow"])
def test_with_a_detector_down_nothing_is_published(cast, users, monkeypatch, caplog, fault):
    _case, need = make.submitted_need(cast, START)
    if fault == "missing":
        monkeypatch.delitem(detect.DETECTORS, "names")
    elif fault == "raises":
        monkeypatch.setitem(detect.DETECTORS, "names", broken)
    else:
        monkeypatch.setattr("publication.anonymise.gate.monotonic", iter(range(0, 1000, 3)).__next__)
    with refused(Blocked) as refusal:
        publication.publish(public_need=need, by=users["approver"], at=LATER)
    assert [finding.type for finding in refusal.value.result.findings] == ["gate_error"]
    assert "郝大山" not in caplog.text
    monkeypatch.undo()
    assert publication.publish(public_need=need, by=users["approver"], at=LATER).live


def test_a_county_with_too_few_people_publishes_nothing(cast, users):
    case, need = make.submitted_need(cast, START)
    case.county.population = None
    case.county.save()
    with refused(TooFew):
        publication.publish(public_need=need, by=users["approver"], at=LATER)


def test_violence_is_never_written_about_in_public(cast, users):
    case = make.verified_case(cast, START, make.family(cause="HC14"))
    with refused(MayNotPublish):
        publication.write_public_text(
            case=case, title="求助", story="需要帮助。", deadline_on=LATER.date(), by=users["clerk"], at=LATER
        )
    assert case.household.sensitive


def test_a_draft_is_not_published_and_a_published_text_is_not_rewritten(cast, users):
    case, need = make.written_need(cast, START)
    with refused(IllegalMove):
        publication.publish(public_need=need, by=users["approver"], at=LATER)
    publication.submit_public_text(public_need=need, by=users["clerk"], at=LATER)
    need = publication.publish(public_need=need, by=users["approver"], at=LATER)
    with refused(IllegalMove):
        publication.write_public_text(
            case=case,
            title="别的标题",
            story="别的话。",
            by=users["clerk"],
            at=LATER,
            deadline_on=LATER.date() + timedelta(days=9),
        )
    with refused(IllegalMove):
        publication.publish(public_need=need, by=users["approver"], at=LATER)


# opening and closing


def test_a_person_with_an_open_case_in_the_county_gets_no_second_one(cast, users):
    home = make.family()
    case = make.opened_case(cast, START, home)
    clue = make.taken_clue(cast, LATER, home)
    given = {"clue": clue, "household": HouseholdFacts(), "cause": "HC01", "urgency": "yellow", "at": LATER}
    with refused(AlreadyOpen) as refusal:
        needs.open_case(**given, head=PersonFacts(name="别名", id_no=home.id_no.lower()), by=users["clerk"])
    assert refusal.value.case == case
    with refused(Refusal) as refusal:
        needs.open_case(**given, head=PersonFacts(name="别名", id_no=home.id_no[:-1] + "0"), by=users["clerk"])
    assert refusal.value.field == "id_no"


def test_a_case_is_not_closed_while_help_is_on_its_way(cast, users):
    case = make.unpublished_case(cast, START)
    held = needs.commit(
        item=case.items.get(), source_kind="charity", source_label="x", amount_fen=1, effect_key="k", at=LATER
    )
    with refused(Refusal) as refusal:
        needs.complete_case(case=case, reason="已解决", by=users["clerk"], at=LATER)
    assert refusal.value.field == "reason"
    needs.release(commitment=held, at=LATER)
    assert needs.complete_case(case=case, reason="已解决", by=users["clerk"], at=LATER).state == "completed"


def test_who_only_looks_writes_nothing_on_a_case(cast, users):
    case = make.unpublished_case(cast, START)
    with refused(PermissionDenied):
        needs.complete_case(case=case, reason="已解决", by=users["auditor"], at=LATER)
    with refused(PermissionDenied):
        needs.add_note(case=case, text="看过", by=users["auditor"], at=LATER)


def test_a_clue_is_not_merged_into_a_case_of_another_county(cast, users):
    there = make.opened_case(cast, START, make.elsewhere("990122"), "990122")
    clue = make.taken_clue(cast, LATER, make.family())
    with refused(PermissionDenied, Refusal):
        needs.merge_clue(clue=clue, case=there, reason="同一户", by=users["clerk"], at=LATER)


def test_an_item_is_removed_only_before_somebody_verified_it(cast, users):
    case = make.opened_case(cast, START)
    item = make.costed_item(cast, case, LATER)
    with refused(Refusal):
        needs.remove_item(item=item, by=users["clerk"], at=LATER)
    bare = needs.add_item(case=case, kind="cash", category="rent", requested_fen=1, by=users["clerk"], at=LATER)
    needs.remove_item(item=bare, by=users["clerk"], at=LATER)
    assert case.items.count() == 1


def test_costs_are_closed_once_the_case_is_open(cast, users):
    case = make.unpublished_case(cast, START)
    item = case.items.get()
    with refused(Refusal):
        needs.verify_item(item=item, verified_cost_fen=70_000 * Y, evidence="seen", by=users["clerk"], at=LATER)
    with refused(Refusal):
        needs.add_item(case=case, kind="cash", category="rent", requested_fen=1, by=users["clerk"], at=LATER)


@pytest.mark.parametrize("verb", [needs.return_clue, needs.escalate_clue])
def test_acts_on_a_clue_need_a_reason_and_the_area(cast, users, verb):
    clue = make.taken_clue(cast, START, make.family())
    with refused(ReasonMissing):
        verb(clue=clue, reason="  ", by=users["clerk"], at=LATER)
    with refused(PermissionDenied):
        verb(clue=clue, reason="不是急难", by=users["township_clerk-990122"], at=LATER)
