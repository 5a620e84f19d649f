"""What a decision asks again: one changed fact for each rule, a second signature, a return, an interest, an objection."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from casework.conflicts_of_interest import services as related
from common.acts.tables import IllegalMove
from common.errors import Refusal
from common.ids import make_resident_id
from common.outbox.services import deliver_due
from common.sealed import opened
from funds import accounts
from funds.ledger import checks
from funds.ledger import services as ledger
from funds.ledger.journal import constraint_of
from funds.ledger.routes import Code
from matching.decisions import services as decisions
from matching.decisions.objections import services as objections
from matching.decisions.objections.models import Objection
from matching.decisions.objections.selectors import ObjectionOpen
from matching.decisions.rechecks import NoLongerFits, NoSharingConsent
from matching.decisions.services import SecondSignature
from matching.delivery import answers, deliveries
from matching.eligibility.interests import Recusal
from matching.models import Match
from matching.runs import services as runs
from needs import services as needs
from needs.models import Commitment, NeedItem
from organisations import sms
from organisations.models import Notification, Qualification
from organisations.notices import officers_for
from organisations.permissions import Permission as P
from policy.limits import services as limits
from policy.limits.models import LocalLimits
from programmes.models import Programme
from tests.factories import cases as make
from tests.factories.cases import START, Y, refused

pytestmark = pytest.mark.django_db
RUN = START + timedelta(days=1)
LATER = START + timedelta(days=1, hours=1)
TODAY = localdate(LATER)
ASKED = 6_000 * Y


@pytest.fixture(scope="module")
def world(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    """One proposal of a charity's programme that could be approved at once."""
    with django_db_blocker.unblock():
        cast = make.staged(sources=make.SOURCES)
        home = make.family()
        match = make.proposed_match(cast, START, home)
        make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
        yield SimpleNamespace(cast=cast, home=home, pk=match.pk, users=cast.users)


@pytest.fixture
def match(world) -> Match:
    return Match.objects.select_related("programme", "case__household", "item").get(pk=world.pk)


def approve(world, match: Match, **changes) -> Match:
    given = {"match": match, "amount": ASKED, "reason": "核实一致", "by": world.users["approver"], "at": LATER}
    return decisions.approve(**{**given, **changes})


def set_limits(world, **values):
    given = {
        "region": make.desk_county(world.cast),
        "valid_from": TODAY,
        "second_approval_fen": 20_000 * Y,
        "basis": "青屏县 2026 年 3 号文件",
        "by": world.users["approver"],
        "at": LATER,
    }
    return limits.set_limits(**{**given, **values})


def declare(world, who: str, at=LATER, **values):
    given = {
        "relation": "relative",
        "name": world.home.name,
        "id_no": world.home.id_no,
        "by": world.users[who],
        "at": at,
    }
    return related.declare(**{**given, **values})


# one changed fact for each rule


def programme(**values):
    return lambda world, match: Programme.objects.filter(pk=match.programme_id).update(**values)


def other_help(yuan: int):
    return lambda _world, match: needs.commit(
        item=match.item, source_kind="gift", source_label="", amount_fen=yuan * Y, effect_key=f"other-{yuan}", at=LATER
    )


def both(*acts):
    return lambda world, match: [act(world, match) for act in acts]


def local(**values):
    return lambda world, _match: set_limits(world, **values)


def drained(world, match):
    account, book = accounts.programme_account(match.programme), accounts.book_of(match.programme)
    ledger.post(
        Code.COMMITMENT,
        debit=account,
        credit=accounts.payable_account(book, "other"),
        by_id=world.users["charity"].pk,
        amount_fen=accounts.free_fen(match.programme) - 1_000 * Y,
        effect_key="drain",
        expires_at=LATER + timedelta(days=400),
    )


def helped_elsewhere(world, _match):
    """The same person has a case for the same cause in another county, with help for the same item."""
    home = make.elsewhere("990122", id_no=world.home.id_no, name=world.home.name)
    case = make.unpublished_case(world.cast, START, home, "990122")
    needs.commit(
        item=case.items.get(), source_kind="charity", source_label="x", amount_fen=100 * Y, effect_key="twin", at=LATER
    )


def another_source(world, match):
    other = Match.objects.get(case=match.case, fund__isnull=False, state="proposed")
    make.sharing_consent(world.cast, match.case, make.payer_of(other), LATER)
    approve(world, other, amount=3_000 * Y)


def lapsed_certificate(_world, match):
    Qualification.objects.filter(organisation=match.programme.charity).update(valid_to=TODAY - timedelta(days=1))


def charity_has_an_interest(world, _match):
    declare(world, "charity")


CHANGES = [
    ("interest", charity_has_an_interest, "有利害关系"),
    ("duplicate", helped_elsewhere, "同一人在另一个案已有这个项目的救助"),
    ("co_funding", both(programme(co_funding=False), other_help(100)), "已有其他来源"),
    ("category", programme(rules={"all": [{"field": "category", "op": "in", "value": ["school"]}]}), "突发疾病"),
    ("area", both(lambda w, m: Programme.objects.filter(pk=m.programme_id).update(region="990122000000")), "青屏县"),
    ("remaining", other_help(13_000), "受缺口限制"),
    ("free", drained, "受来源余额限制"),
    ("cap", programme(cap_fen=5_000 * Y), "受单户上限限制"),
    ("ceiling", local(ceiling_fen=5_000 * Y), "受本地同一家庭上限限制"),
    ("minimum", programme(minimum_fen=7_000 * Y), "7,000 元"),
    ("sources", both(another_source, local(most_sources=1)), "最多 1 个来源"),
    ("standing", programme(report_due_on=TODAY - timedelta(days=1)), "公开报告已逾期"),
    ("standing", programme(state="resting"), "不在进行中"),
    ("standing", programme(ends_on=TODAY - timedelta(days=1)), "已经结束"),
    ("standing", lapsed_certificate, "资格已过期"),
    ("case", lambda w, m: needs.pause_case(case=m.case, reason="等材料", by=w.users["clerk"], at=LATER), "已暂停"),
]


@pytest.mark.parametrize(("rule", "change", "words"), CHANGES, ids=[f"{one[0]}-{one[2]}" for one in CHANGES])
def test_one_changed_fact_refuses_the_whole_proposal_and_is_named(world, match, rule, change, words):
    change(world, match)
    with refused(NoLongerFits) as refusal:
        approve(world, match)
    assert refusal.value.rule == rule
    assert words in str(refusal.value)


def test_without_a_change_it_is_approved_with_what_lay_before_the_officer(world, match):
    done = approve(world, match)
    assert (done.state, done.second_by, done.approved_fen) == ("offered", None, ASKED)
    basis = done.decision_basis
    assert (basis["run"], basis["input_hash"]) == (match.run.number, match.run.input_hash)
    assert basis["rule_version"] == match.programme.rule_version
    assert {"interest", "duplicate", "consent"} <= {one["rule"] for one in basis["rules"]}
    assert [one["outcome"] for one in basis["rules"] if one["rule"] == "interest"] == ["pass"]


def test_a_refused_fact_is_told_as_it_was_and_as_it_is(world, match):
    declare(world, "charity")
    with refused(NoLongerFits) as refusal:
        approve(world, match)
    assert "提出建议时是未发现，现在是有利害关系" in str(refusal.value)


def test_the_consent_is_asked_again(world, match):
    consent = match.case.consents.get(purpose="share")
    needs.withdraw_consent(consent=consent, by=world.users["clerk"], at=LATER)
    with refused(NoSharingConsent):
        approve(world, match, at=LATER + timedelta(minutes=1))


def test_the_same_decision_sent_twice_is_one_decision(world, match):
    token = uuid4()
    first = approve(world, match, token=token, version=1)
    again = approve(world, match, token=token, version=1)
    assert (again.pk, again.version, again.state) == (first.pk, 2, "offered")
    assert Commitment.objects.filter(item=match.item).count() == 1


# above the county's amount


def test_above_the_countys_amount_nothing_moves_until_a_third_person_has_signed(world, match):
    set_limits(world, second_approval_fen=ASKED - 1)
    free = accounts.free_fen(match.programme)
    half = approve(world, match)
    assert (half.state, half.commitment, half.reply_by, accounts.free_fen(match.programme)) == (
        "cosigning",
        None,
        None,
        free,
    )
    given = {"match": half, "reason": "同意，金额较大已复核", "at": LATER}
    with refused(SecondSignature):
        decisions.cosign(**given, by=world.users["approver"])
    for stranger in ("coordinator", "county_approver-990122", "charity", "auditor"):
        with refused(PermissionDenied):
            decisions.cosign(**given, by=world.users[stranger])
    with refused(Refusal):
        decisions.cosign(**{**given, "reason": " "}, by=world.users["city-approver"])
    with refused(IllegalMove):
        answers.accept(match=half, amount=ASKED, by=world.users["charity"], at=LATER)
    done = decisions.cosign(**given, by=world.users["city-approver"])
    assert (done.state, done.decided_by, done.second_by) == (
        "offered",
        world.users["approver"],
        world.users["city-approver"],
    )
    assert accounts.free_fen(match.programme) == free - ASKED
    assert checks.faults() == []


def test_the_second_approver_asks_every_rule_again(world, match):
    set_limits(world, second_approval_fen=1)
    half = approve(world, match)
    Programme.objects.filter(pk=match.programme_id).update(cap_fen=ASKED - 1)
    with refused(NoLongerFits) as refusal:
        decisions.cosign(match=half, reason="同意", by=world.users["city-approver"], at=LATER)
    assert refusal.value.rule == "cap"


def test_the_second_approver_may_return_it_and_the_first_decision_stays_written(world, match):
    set_limits(world, second_approval_fen=1)
    half = approve(world, match)
    with refused(SecondSignature):
        decisions.return_(match=half, reason="再想想", by=world.users["approver"], at=LATER)
    done = decisions.return_(match=half, reason="金额依据不足", by=world.users["city-approver"], at=LATER)
    assert (done.state, done.decision_reason, done.second_reason) == ("returned", "核实一致", "金额依据不足")
    assert Commitment.objects.filter(item=match.item).count() == 0


def test_a_run_leaves_alone_what_waits_for_a_second_signature(world, match):
    set_limits(world, second_approval_fen=1)
    approve(world, match)
    runs.run(county=match.county, by=world.users["coordinator"], at=LATER)
    pair = Match.objects.filter(item=match.item, programme=match.programme)
    assert [one.state for one in pair] == ["cosigning"]


def test_limits_are_set_for_ones_own_area_with_a_basis_and_not_backwards(world):
    for values in ({"valid_from": TODAY - timedelta(days=1)}, {"basis": " "}):
        with refused(Refusal):
            set_limits(world, **values)
    for stranger in ("county_approver-990122", "coordinator", "charity"):
        with refused(PermissionDenied):
            set_limits(world, by=world.users[stranger])
    set_limits(world)
    with refused(Refusal):
        set_limits(world, second_approval_fen=1)


# returned


def test_a_returned_pair_comes_back_only_when_a_datum_has_changed(world, match):
    decisions.return_(match=match, reason="家庭另有打算", by=world.users["approver"], at=LATER)
    pair = Match.objects.filter(item=match.item, programme=match.programme).order_by("proposed_at")
    runs.run(county=match.county, by=world.users["coordinator"], at=LATER)
    assert [one.state for one in pair.all()] == ["returned"]
    needs.record_aid(
        case=match.case,
        aid_type="medical_aid",
        state="granted",
        amount_fen=9_000 * Y,
        item=match.item,
        by=world.users["reviewer"],
        at=LATER,
    )
    runs.run(county=match.county, by=world.users["coordinator"], at=LATER + timedelta(minutes=1))
    states = [(one.state, one.proposed_fen) for one in pair.all()]
    assert [state for state, _fen in states] == ["returned", "proposed"]
    assert [reason.outcome for reason in pair.last().why if reason.rule == "returned"] == ["pass"]


def test_the_county_ceiling_holds_in_the_plan_already(world, match):
    set_limits(world, ceiling_fen=7_000 * Y)
    runs.run(county=match.county, by=world.users["coordinator"], at=LATER)
    live = Match.objects.filter(case=match.case, state="proposed").values_list("proposed_fen", flat=True)
    assert sum(live) == 7_000 * Y


# interests


def test_an_officer_with_an_interest_neither_proposes_nor_decides(world, match):
    for who in ("approver", "coordinator"):
        declare(world, who)
    for act in (
        lambda by: approve(world, match, by=by),
        lambda by: decisions.return_(match=match, reason="x", by=by, at=LATER),
    ):
        with refused(Recusal):
            act(world.users["approver"])
    with refused(Recusal):
        runs.run(county=match.county, by=world.users["coordinator"], at=LATER)
    assert approve(world, match, by=world.users["city-approver"]).state == "offered"


def test_after_the_offer_a_declaration_stops_the_source_whoever_it_names(world, match):
    """The answer is the same for the right person and for a stranger: nobody learns by trying names."""
    offer = approve(world, match)
    given = {"match": offer, "amount": ASKED, "by": world.users["charity"], "at": LATER + timedelta(hours=2)}
    declared = declare(world, "charity", LATER + timedelta(hours=1), name="某甲", phone="00099998888", id_no="")
    with refused(Recusal) as stranger:
        answers.accept(**given)
    declared.delete()
    declare(world, "charity", LATER + timedelta(hours=1))
    with refused(Recusal) as relative:
        answers.accept(**given)
    assert str(stranger.value) == str(relative.value)


def test_an_old_declaration_of_somebody_else_stops_nothing(world, match):
    declare(world, "charity", START, name="某甲", id_no=make_resident_id("990121", START.date().replace(year=1970), 5))
    offer = approve(world, match)
    assert answers.accept(match=offer, amount=ASKED, by=world.users["charity"], at=LATER).state == "accepted"


# the family's objection


def object_to(world, about: Match, **values) -> Objection:
    given = {
        "case": about.case,
        "match": about,
        "kind": "objection",
        "words": "不想由这家机构上门",
        "by": world.users["clerk"],
        "at": LATER,
    }
    return objections.raise_objection(**{**given, **values})


def test_while_an_objection_is_open_nothing_is_approved_accepted_or_paid(world, match):
    offer = approve(world, match)
    later = LATER + timedelta(minutes=5)
    row = object_to(world, match, match=offer)
    with refused(ObjectionOpen):
        answers.accept(match=offer, amount=ASKED, by=world.users["charity"], at=later)
    objections.answer_objection(
        objection=row, upheld=False, words="已说明，家庭理解", by=world.users["city-approver"], at=later
    )
    accepted = answers.accept(match=offer, amount=ASKED, by=world.users["charity"], at=later)
    object_to(world, match, match=None, by=None, at=later)
    with refused(ObjectionOpen):
        deliveries.disburse(match=accepted, by=world.users["charity"], at=later)
    other = Match.objects.get(case=match.case, fund__isnull=False, state="proposed")
    with refused(ObjectionOpen):
        approve(world, other, amount=3_000 * Y)


def test_an_upheld_objection_frees_the_money_and_a_proposal_is_returned(world, match):
    free = accounts.free_fen(match.programme)
    offer = approve(world, match)
    row = object_to(world, match, match=None)
    objections.answer_objection(
        objection=row, upheld=True, words="按家庭意愿取消", by=world.users["city-approver"], at=LATER
    )
    states = dict(Match.objects.filter(case=match.case).values_list("source_kind", "state"))
    assert states == {"programme": "declined", "fund": "returned"}
    assert Match.objects.get(pk=offer.pk).answer_reason == "家庭的异议成立"
    assert accounts.free_fen(match.programme) == free
    assert NeedItem.objects.get(pk=match.item_id).committed_fen == 0


def test_an_objection_is_answered_once_by_an_officer_who_did_not_decide(world, match):
    offer = approve(world, match)
    row = object_to(world, match, match=offer)
    given = {"objection": row, "upheld": False, "words": "已说明", "at": LATER}
    with refused(Refusal):
        objections.answer_objection(**given, by=world.users["approver"])
    for stranger in ("clerk", "county_approver-990122", "charity"):
        with refused(PermissionDenied):
            objections.answer_objection(**given, by=world.users[stranger])
    with refused(Refusal):
        objections.answer_objection(**{**given, "words": " "}, by=world.users["city-approver"])
    answered = objections.answer_objection(**given, by=world.users["city-approver"])
    assert (answered.answered_by, opened(answered.answer), answered.upheld) == (
        world.users["city-approver"],
        "已说明",
        False,
    )
    with refused(Refusal):
        objections.answer_objection(**given, by=world.users["city-approver"])


def test_an_explanation_stops_nothing_and_may_come_from_whoever_decided(world, match):
    offer = approve(world, match)
    row = object_to(world, match, match=offer, kind="explanation")
    assert answers.accept(match=offer, amount=ASKED, by=world.users["charity"], at=LATER).state == "accepted"
    answered = objections.answer_objection(
        objection=row, upheld=False, words="按缺口和上限算出", at=LATER, by=world.users["approver"]
    )
    assert answered.answered_by == world.users["approver"]


def test_strangers_to_the_case_raise_no_objection_in_the_familys_name(world, match):
    for stranger in ("charity", "fund", "donor", "auditor", "township_clerk-990122"):
        with refused(PermissionDenied):
            object_to(world, match, by=world.users[stranger])
    for values in ({"words": " "}, {"kind": "x"}):
        with refused(Refusal):
            object_to(world, match, **values)


# the tables' own rules


def constraint(act) -> str:
    with pytest.raises(IntegrityError) as refused_by, transaction.atomic():
        act()
    return constraint_of(refused_by.value)


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("limits_locallimits_amounts", {"second_approval_fen": 0}),
        ("limits_locallimits_amounts", {"least_pledge_fen": -1}),
        ("limits_locallimits_ceiling", {"ceiling_fen": 0}),
        ("limits_locallimits_months", {"ceiling_months": 0}),
        ("limits_locallimits_sources", {"most_sources": 0}),
        ("limits_locallimits_one_per_day", {}),
    ],
)
def test_the_database_keeps_the_limits_sound_and_unchanged(world, rule, values):
    row = set_limits(world)
    fresh = {
        "region_id": "990122000000" if values else row.region_id,
        "valid_from": row.valid_from,
        "basis": "x",
        "set_by": row.set_by,
        "set_at": LATER,
        **values,
    }
    assert constraint(lambda: LocalLimits.objects.create(**fresh)) == rule
    assert constraint(lambda: LocalLimits.objects.update(basis="y")) == "limits_locallimits_append_only"


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("objections_objection_answer_paired", {"upheld": True}),
        ("objections_objection_answer_paired", {"answered_at": LATER}),
        ("objections_objection_raised_by_somebody", {"raised_by": None}),
        ("objections_objection_raised_by_somebody", {"channel": "progress"}),
        ("objections_objection_answered_by_another", {"answered_by": "clerk", "answered_at": LATER, "upheld": False}),
    ],
)
def test_the_database_keeps_objections_sound(world, match, rule, values):
    row = object_to(world, match)
    given = {name: world.users["clerk"] if value == "clerk" else value for name, value in values.items()}
    assert constraint(lambda: Objection.objects.filter(pk=row.pk).update(**given)) == rule


def told_of(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("user__display_name", flat=True))


def test_whoever_may_sign_second_is_told_and_nobody_else(world, match):
    set_limits(world, second_approval_fen=1)
    approve(world, match)
    deliver_due(LATER)
    names = {one.display_name for one in officers_for(match.county_id, P.APPROVE_MATCH)}
    assert (
        told_of("match_second")
        == names - {match.proposed_by.display_name, world.users["approver"].display_name}
        != set()
    )


def test_officers_hear_of_an_objection_and_the_family_of_its_answer(world, match, monkeypatch):
    sent: list[str] = []
    monkeypatch.setattr(sms, "send", lambda phone, words: sent.append(words) if phone == world.home.phone else None)
    objection = objections.raise_objection(
        case=match.case, match=match, kind="explanation", words="为什么是这个数？", by=world.users["clerk"], at=LATER
    )
    deliver_due(LATER)
    assert told_of("objection_raised") == {one.display_name for one in officers_for(match.county_id, P.APPROVE_MATCH)}
    objections.answer_objection(
        objection=objection, upheld=False, words="按规则。", by=world.users["city-approver"], at=LATER
    )
    deliver_due(LATER)
    assert told_of("objection_answered") == {match.case.owner.display_name, world.users["clerk"].display_name}
    assert sent == [f"【周急】编号 {match.case.number}：家庭提出的异议或要求已有答复。"]
