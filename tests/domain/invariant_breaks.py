"""For each invariant one damage to the small city that only it is about, past every rule of the database.

Triggers and foreign keys sleep while a damage is done (`session_replication_role`): what they refuse is tested elsewhere.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F, Model

from common.audit.chain import seal_blocks
from common.audit.models import AuditEvent, SealedBlock
from donations.models import Claim, Gift, PledgeDelivery
from funds.ledger.models import Account
from funds.reserves.models import AidPayment
from matching.models import Delivery, Match, Run
from needs.models import Case, Consent, Household, NeedItem, Person, StatutoryAid
from policy.clocks import Clock
from policy.models import TimeLimit
from programmes.resources.models import Movement
from publication.models import PublicNeed
from publication.notices.models import CaseNotice, NoticeProof, PublicNotice
from tests import clock
from tests.factories.ledger import execute

DAY = timedelta(days=1)


def change(rows, **values: object) -> None:
    """The first of them, by a plain UPDATE."""
    rows.model._base_manager.filter(pk=rows.order_by("pk")[0].pk).update(**values)


def remove(row: Model) -> None:
    execute(f"delete from {row._meta.db_table} where {row._meta.pk.column} = %s", [row.pk])


def aid_on_a_strangers_item() -> None:
    aid = StatutoryAid.objects.filter(item__isnull=False)[0]
    StatutoryAid.objects.filter(pk=aid.pk).update(item=NeedItem.objects.exclude(case=aid.case_id)[0])


def a_name_that_stands_in_the_public_text() -> None:
    case = Case.objects.filter(public_need__live=True).select_related("public_need", "household").order_by("pk")[0]
    head = Person.objects.get(household=case.household, is_head=True)
    head.name = case.public_need.story[:3]
    head.save(update_fields=["name"])


def the_same_number_in_three_households() -> None:
    numbers = Person.objects.exclude(id_index="").order_by("pk").values_list("id_index", flat=True)
    for number in list(dict.fromkeys(numbers))[:3]:
        other = Household.objects.exclude(people__id_index=number).filter(people__id_index__gt="")[0]
        person = other.people.filter(is_head=False, id_index="").first() or other.people.order_by("-pk")[0]
        Person.objects.filter(pk=person.pk).update(id_index=number)


def an_event_of_a_sealed_block_rewritten() -> None:
    seal_blocks(clock.now() + DAY)
    change(AuditEvent.objects.filter(pk__in=SealedBlock.objects.order_by("pk")[0].event_ids), verb="case.noted")


BREAKS: dict[str, Callable[[], None]] = {
    "common.audit.the_log_was_not_written_anew": an_event_of_a_sealed_block_rewritten,
    "policy.every_rule_has_its_default": lambda: remove(
        TimeLimit.objects.filter(region=None, clock=Clock.CASE_DECIDE).order_by("pk")[0]
    ),
    "needs.an_item_counts_its_aid": lambda: change(
        StatutoryAid.objects.filter(state="granted", item__isnull=False), amount_fen=F("amount_fen") + 100
    ),
    "matching.a_run_says_what_its_records_say": lambda: change(
        Run.objects.filter(records__isnull=False), primal=F("primal") - 1, rules_cost=F("rules_cost") + 1
    ),
    "demo.fast_aid_is_at_most_a_month": lambda: change(
        StatutoryAid.objects.filter(case__track="fast", aid_type="temporary_aid", state="granted"),
        amount_fen=10_000_000_00,
    ),
    "demo.only_the_meant_people_are_seen_twice": the_same_number_in_three_households,
    "donations.a_gift_goes_forward_in_time": lambda: change(
        Gift.objects.filter(received_at__isnull=False), received_at=F("created_at") - DAY
    ),
    "donations.a_gift_went_to_who_may_collect": lambda: change(
        Claim.objects.filter(public_need__in=Gift.objects.filter(state="received").values("public_need")),
        claimed_at=F("claimed_at") + 365 * DAY,
    ),
    "donations.a_promise_counts_what_arrived": lambda: remove(PledgeDelivery.objects.order_by("pk")[0]),
    "funds.ledger.government_and_charity_money_are_apart": lambda: change(
        Account.objects.filter(kind="bank"), kind="treasury"
    ),
    "funds.ledger.the_books_are_right": lambda: change(
        Account.objects.filter(kind="bank"), debits_posted_fen=F("debits_posted_fen") + 1
    ),
    "funds.reserves.a_reserve_and_its_account_agree": lambda: change(
        AidPayment.objects.filter(state="paid"), amount_fen=F("amount_fen") + 1
    ),
    "matching.a_match_goes_forward_in_time": lambda: change(
        Match.objects.filter(decided_at__isnull=False), decided_at=F("proposed_at") - DAY
    ),
    "matching.a_match_its_commitment_and_its_delivery_agree": lambda: change(
        Delivery.objects.filter(amount_fen__gt=0), amount_fen=F("amount_fen") + 1
    ),
    "matching.nobody_learns_of_a_household_without_its_consent": lambda: remove(
        Consent.objects.filter(purpose="share", case__matches__state="verified").order_by("pk")[0]
    ),
    "matching.what_is_proposed_is_within_what_its_source_holds": lambda: change(
        Match.objects.filter(state="proposed", proposed_fen__gt=0), proposed_fen=F("proposed_fen") + 10_000_000_000_00
    ),
    "needs.a_case_goes_forward_in_time": lambda: change(
        Case.objects.filter(closed_at__isnull=False), closed_at=F("opened_at") - DAY
    ),
    "needs.aid_stays_within_the_cost": aid_on_a_strangers_item,
    "needs.an_item_counts_its_commitments": lambda: change(
        NeedItem.objects.filter(kind="cash", committed_fen__gt=1), committed_fen=F("committed_fen") - 1
    ),
    "needs.every_case_has_its_opening_on_record": lambda: remove(
        AuditEvent.objects.filter(verb="case.opened").order_by("pk")[0]
    ),
    "programmes.resources.a_lot_holds_what_its_journal_says": lambda: remove(
        Movement.objects.filter(kind="received").order_by("pk")[0]
    ),
    "publication.nothing_is_public_before_its_gap_is_confirmed": lambda: change(
        PublicNeed.objects.filter(live=True), approved_at=F("approved_at") - 400 * DAY
    ),
    "publication.notices.a_proof_shows_the_notice_as_it_hung": lambda: change(
        NoticeProof.objects.all(), sha256="f" * 64
    ),
    "publication.notices.aid_of_the_expenditure_track_had_its_notice": lambda: change(
        PublicNotice.objects.filter(
            pk__in=CaseNotice.objects.filter(case__statutory_aids__state="granted").values("notice")
        ),
        ended_at=F("ended_at") + 60 * DAY,
    ),
    "publication.notices.who_is_protected_hangs_on_no_board": lambda: change(
        Household.objects.filter(pk__in=CaseNotice.objects.values("case__household")), sensitive=True
    ),
    "publication.public_words_pass_the_gate_of_today": a_name_that_stands_in_the_public_text,
    "publication.the_public_bar_is_the_sum_of_commitments": lambda: change(
        PublicNeed.objects.filter(live=True, charity_fen__gt=0), charity_fen=F("charity_fen") - 1
    ),
    "publication.what_is_public_has_consent_and_approval": lambda: remove(
        Consent.objects.filter(purpose="publish", case__public_need__live=True).order_by("pk")[0]
    ),
}
