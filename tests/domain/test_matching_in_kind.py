"""Goods and services in a run: their own units, their own proof; stock set aside with the need, handed out by its keeper."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from django.utils.translation import override

from common.audit.models import AuditEvent
from common.audit.registry import describe
from common.errors import Refusal
from common.files.services import store
from funds.ledger.models import Transfer
from matching.access import matches_for_charity, matches_for_enterprise, matches_to_deliver
from matching.decisions import services as decisions
from matching.decisions.cancellations import cancel_for_consent
from matching.decisions.rechecks import NoLongerFits
from matching.delivery import answers, deliveries
from matching.models import Delivery, Match
from matching.runs import services as runs
from matching.runs.explanations import comparison, effects, explained
from matching.runs.records.archive import checked
from matching.runs.suggestions import suggestions_for
from needs import services as needs
from needs.models import Commitment
from programmes.resources import services as resources
from programmes.resources import stock
from programmes.resources.models import Movement, Resource
from tests.factories import cases as make
from tests.factories import partners
from tests.factories.cases import START, refused
from tests.factories.pictures import jpeg
from tests.factories.resources import balances, lot, offered_resource

pytestmark = pytest.mark.django_db
RUN = START + timedelta(days=1)
LATER = RUN + timedelta(hours=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    """An enterprise's rice, ten kilograms a share, at most four shares a household; the charity of the city keeps it."""
    with django_db_blocker.unblock():
        cast = make.staged()
        cast.rice = offered_resource(cast.bodies["grain"], cast.bodies["charity-city"], cap_shares=4, at=START)
        cast.manager = partners.person("fund_manager", cast.bodies["grain"])
        cast.keeper = partners.person("charity_manager", cast.bodies["charity-city"])
        lot(cast.rice, 30, 20, at=START, by=cast.keeper)
        lot(cast.rice, 65, 200, at=START, by=cast.keeper)
        yield cast


def run(cast, at=RUN):
    return runs.run(county=make.desk_county(cast), by=cast.users["coordinator"], at=at)


def proposed(cast, **fields) -> Match:
    case = make.case_in_kind(cast, START, make.family(), **fields)
    run(cast)
    return Match.objects.get(case=case, state="proposed")


def approve(cast, match: Match, amount: int | None = None) -> Match:
    if not match.case.consents.filter(purpose="share").exists():
        make.sharing_consent(cast, match.case, cast.rice.keeper, LATER)
    return decisions.approve(
        match=match, amount=amount or match.proposed, reason="核实一致", by=cast.users["approver"], at=LATER
    )


def accepted(cast, amount: int | None = None) -> Match:
    match = approve(cast, proposed(cast))
    return answers.accept(match=match, amount=amount or match.approved, by=cast.manager, at=LATER)


def report(cast, match: Match, **fields) -> Delivery:
    paper = store(SimpleUploadedFile("slip.jpg", jpeg(), "image/jpeg"), "delivery", cast.keeper, LATER)
    given = {
        "token": uuid4(),
        "delivered_on": localdate(LATER),
        "amount": match.accepted,
        "method": "goods",
        "evidence": paper,
        "by": cast.keeper,
        "at": LATER,
    }
    return deliveries.report_delivery(match=match, **{**given, **fields})


def state(cast) -> list:
    """Everything that a refusal must leave as it was."""
    return [
        balances(cast.rice),
        *Match.objects.order_by("pk").values_list("state", "version", "approved_quantity"),
        *Commitment.objects.order_by("pk").values_list("state", "quantity"),
        Movement.objects.count(),
    ]


def test_each_category_is_a_network_of_its_own_with_its_own_proof(cast):
    match = proposed(cast)
    records = checked(match.run)
    assert [(one.network, one.unit, one.proposed) for one in records] == [("cash", 100, 0), ("goods:food", 1, 4)]
    assert (match.proposed_quantity, match.proposed_fen, match.source_kind, match.resource) == (
        4,
        None,
        "resource",
        cast.rice,
    )
    assert match.run.primal == match.run.dual == sum(one.primal for one in records) > 0
    assert (match.run.need_count, match.run.source_count, match.run.pair_count, match.run.proposed_fen) == (2, 1, 1, 0)
    assert str(match.words) == "4 件" and match.bound["cap"] == 4


def test_the_most_urgent_household_is_served_first_and_no_piece_twice(cast):
    mild = make.case_in_kind(cast, START, make.family(urgency="blue"))
    urgent = [make.case_in_kind(cast, START, make.family(urgency="red")) for _ in range(2)]
    run(cast)
    given = {one.case_id: one.proposed for one in Match.objects.filter(state="proposed")}
    assert [given[case.pk] for case in urgent] == [4, 4] and given[mild.pk] == 1  # nine shares: 30 and 65 kg are 9.5
    assert sum(given.values()) == 9


def test_a_households_cap_holds_over_two_items(cast):
    case = make.case_in_kind(cast, START, make.family(), quantities=(3, 3))
    run(cast)
    assert sum(one.proposed for one in Match.objects.filter(case=case, state="proposed")) == 4


def test_money_is_never_proposed_for_things_nor_things_for_money(cast):
    match = proposed(cast)
    kinds = set(Match.objects.filter(state="proposed").values_list("item__kind", "source_kind"))
    assert kinds == {("goods", "resource")} and match.measure.key == "goods:food"
    assert suggestions_for(match.case.items.get(kind="cash"), at=RUN) == []


def test_approval_sets_stock_aside_with_the_need_and_moves_no_money(cast):
    transfers = Transfer.objects.count()
    match = approve(cast, proposed(cast))
    assert (match.state, match.approved_quantity, match.approved_fen, match.pending_transfer) == (
        "offered",
        4,
        None,
        None,
    )
    assert balances(cast.rice) == [(0, 30), (55, 10)]  # first expired, first out
    assert (match.commitment.quantity, match.commitment.amount_fen, match.commitment.state) == (4, None, "reserved")
    match.item.refresh_from_db()
    assert (match.item.committed_quantity, match.item.remaining_quantity) == (4, 2)
    assert Transfer.objects.count() == transfers


def test_a_match_in_kind_reads_in_both_languages(cast):
    match = proposed(cast)
    assert effects(match) == [
        "从“大米”的库存中预留 4 件，先到期的先用",
        "通知禾丰粮油答复，同意后由澄川市慈善总会交付",
        "还差 2 件",
    ]
    match = approve(cast, match)
    event = AuditEvent.objects.get(verb="match.approved", subject_id=str(match.pk))
    assert describe(event) == f"批准对接 {match.number}：大米 4 件，理由：核实一致"
    with override("en"):
        assert describe(event) == f"approved match {match.number}: 大米 4 pcs; reason: 核实一致"
    table = comparison(match.item, [match], at=LATER)
    assert [row["cells"][0]["fact"] for row in table["rows"][-2:]] == ["4 件", "4 件"]
    assert explained(match)[0] == "受单户上限限制"


@pytest.mark.parametrize(
    ("amount", "sentence"), [(0, "应大于 0，不超过建议的 4 件"), (5, "应大于 0，不超过建议的 4 件")]
)
def test_more_than_was_proposed_is_refused(cast, amount, sentence):
    match = proposed(cast)
    make.sharing_consent(cast, match.case, cast.rice.keeper, LATER)
    before = state(cast)
    with refused(Refusal) as error:
        decisions.approve(match=match, amount=amount, reason="x", by=cast.users["approver"], at=LATER)
    assert sentence in str(error.value) and state(cast) == before


def take_the_rice(cast, _match):
    stock.reserve(resource=cast.rice, quantity=60, key="elsewhere", by=cast.keeper, at=LATER)


def stop_offering(cast, _match):
    resources.pause_resource(resource=cast.rice, by=cast.manager, at=LATER)


def half_a_year_passes(cast, _match):
    Resource.objects.filter(pk=cast.rice.pk).update(refreshed_on=localdate(LATER) - timedelta(days=190))


def somebody_else_brings_it(_cast, match):
    needs.commit(item=match.item, source_kind="charity", source_label="x", quantity=4, effect_key="else", at=LATER)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (take_the_rice, "现在最多可以批准 3 件"),
        (stop_offering, "目前不提供"),
        (half_a_year_passes, "超过半年没有核对"),
        (somebody_else_brings_it, "现在最多可以批准 2 件（受缺口限制），不足 4 件"),
    ],
)
def test_one_changed_fact_refuses_the_whole_proposal(cast, change, sentence):
    match = proposed(cast)
    make.sharing_consent(cast, match.case, cast.rice.keeper, LATER)
    change(cast, match)
    before = state(cast)
    with refused(NoLongerFits) as error:
        decisions.approve(match=match, amount=4, reason="x", by=cast.users["approver"], at=LATER)
    assert sentence in str(error.value) and state(cast) == before


def test_the_offering_enterprise_answers_and_the_rest_goes_back(cast):
    match = approve(cast, proposed(cast))
    for stranger in (cast.keeper, cast.users["approver"]):
        with refused(PermissionDenied):
            answers.accept(match=match, amount=4, by=stranger, at=LATER)
    match = answers.accept(match=match, amount=3, by=cast.manager, at=LATER)
    assert (match.state, match.accepted_quantity) == ("accepted", 3)
    assert balances(cast.rice) == [(0, 30), (65, 0)]
    match.item.refresh_from_db()
    assert match.item.committed_quantity == 3


@pytest.mark.parametrize("how", ["decline", "expire", "withdraw"])
def test_what_is_not_accepted_is_free_again(cast, how):
    match = approve(cast, proposed(cast))
    if how == "decline":
        answers.decline(match=match, reason="本月已排满", by=cast.manager, at=LATER)
    elif how == "expire":
        assert answers.expire_offers(match.reply_by + timedelta(minutes=1)) == 1
    else:
        cancel_for_consent(match=match, at=LATER)
    assert balances(cast.rice) == [(30, 0), (65, 0)]
    match.refresh_from_db()
    match.item.refresh_from_db()
    assert match.state in ("declined", "expired") and match.item.committed_quantity == 0


def test_only_the_keeper_hands_it_over_and_meets_the_household(cast):
    match = accepted(cast)
    assert list(matches_to_deliver(cast.keeper)) == [match] and not matches_to_deliver(cast.manager).exists()
    assert list(matches_for_charity(cast.keeper)) == [match] and list(matches_for_enterprise(cast.manager)) == [match]
    with refused(PermissionDenied):
        report(cast, match, by=cast.manager)
    with refused(PermissionDenied):
        deliveries.disburse(match=match, by=cast.manager, at=LATER)


def test_the_delivery_issues_the_stock_and_the_recipient_confirms(cast):
    transfers = Transfer.objects.count()
    match = accepted(cast)
    with refused(Refusal) as error:
        report(cast, match, amount=3)
    assert "发放的应等于已接受的 4 件" in str(error.value)
    with refused(Refusal):
        report(cast, match, method="transfer")  # rice is not sent by bank
    delivery = report(cast, match)
    assert (delivery.quantity, delivery.amount_fen, str(delivery.words)) == (4, None, "4 件")
    assert balances(cast.rice) == [(0, 0), (55, 0)]
    deliveries.confirm_delivery(delivery=delivery, method="signature", by=cast.keeper, at=LATER)
    match.refresh_from_db()
    match.commitment.refresh_from_db()
    assert (match.state, match.commitment.state) == ("verified", "delivered")
    assert Transfer.objects.count() == transfers  # things are never converted to money
    verbs = list(AuditEvent.objects.filter(subject_id=str(match.pk)).order_by("id").values_list("verb", flat=True))
    assert verbs == ["match.approved", "match.accepted", "match.issued", "delivery.reported", "delivery.confirmed"]


def test_what_expired_since_the_approval_is_exchanged_for_what_is_good(cast):
    match = accepted(cast)
    late = START + timedelta(days=50)  # the first lot is over by then
    deliveries.disburse(match=match, by=cast.keeper, at=late)
    assert balances(cast.rice) == [(30, 0), (25, 0)]


def test_the_same_data_give_the_same_proposals_and_keep_the_rows(cast):
    match = proposed(cast)
    again = run(cast, LATER)
    assert list(Match.objects.filter(state="proposed")) == [match] and again.input_hash == match.run.input_hash
    assert [one.facts["changes"] for one in again.records.all()] == [{}, {}]


def test_a_new_need_is_offered_things_between_runs(cast):
    proposed(cast)
    case = make.case_in_kind(cast, START, make.family())
    (offer,) = suggestions_for(case.items.get(kind="goods"), at=LATER)
    assert (offer.source.name, offer.amount, str(offer.left_words)) == ("大米", 4, "5 件")
