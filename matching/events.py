"""What follows from decisions and deliveries: people are told, the public timeline moves on, the case with it."""

from datetime import datetime

from common.links import for_giver, for_office, for_partner
from common.outbox.services import every_tick, subscribe
from common.presence import present
from matching.act_subjects import answers_with, deliverer_of, owner_of
from matching.decisions.cancellations import cancel_for_consent
from matching.delivery.answers import accept_automatically, expire_offers, lapse_promises
from matching.models import Match
from matching.states import MatchState
from needs.models import Case, Consent
from needs.services.cases import start_delivering
from organisations.models import NotificationKind as Kind
from organisations.notices import members_with, officers_for, tell, text_family
from organisations.permissions import Permission as P
from privacy.internal import unseal
from privacy.purposes import Internal
from publication.services.timeline import add_step


def _match(event) -> Match:
    matches = Match.objects.select_related("case__owner", "item", "pool", "pledge__donor")
    return matches.with_parts().get(pk=event.payload["match_id"])


@subscribe("match.approved")
def tell_source(event, at: datetime) -> None:
    match = _match(event)
    if match.pledge:
        users, about = [match.pledge.donor], for_giver("home")
    else:
        permission = answers_with(owner_of(match))
        users = members_with(owner_of(match), permission)
        decides = permission == P.ANSWER_GRANT
        about = for_partner("grants.waiting") if decides else for_partner("match", match.number)
    tell(users=users, kind=Kind.MATCH_OFFERED, number=match.number, about=about, key=event.key, at=at)


@subscribe("match.half_approved")
def ask_second(event, at: datetime) -> None:
    """Whoever may sign second: neither who proposed nor who approved first."""
    match = _match(event)
    others = [
        one
        for one in officers_for(match.county_id, P.APPROVE_MATCH)
        if one.pk not in (match.proposed_by_id, match.decided_by_id)
    ]
    once = f"pool:{match.pool_id}:half" if match.pool_id else event.key  # one pool is one thing to sign
    tell(
        users=others,
        kind=Kind.MATCH_SECOND,
        number=_known_as(match),
        about=for_office("case.matches", match.case.number),
        key=once,
        at=at,
    )


def _known_as(match: Match) -> str:
    """The number under which the office knows it: a draw on a small promise by that of its pool."""
    return match.pool.number if match.pool else match.number


def _tell_officers(match: Match, kind: Kind, key: str, at: datetime) -> None:
    tell(
        users={user for user in (match.decided_by, match.case.owner) if user is not None},
        kind=kind,
        number=_known_as(match),
        about=for_office("case", match.case.number),
        key=key,
        at=at,
    )


@subscribe("match.approved")
def agree_beforehand(event, at: datetime) -> None:
    match = _match(event)
    if match.fund_id or match.pledge_id:
        accept_automatically(match=match, at=at)


@subscribe("match.accepted")
def on_accepted(event, at: datetime) -> None:
    match = _match(event)
    _tell_officers(match, Kind.MATCH_ANSWERED, event.key, at)
    if match.pledge_id is None and deliverer_of(match) != owner_of(match):
        tell(
            users=members_with(deliverer_of(match), P.RECORD_DELIVERY),
            kind=Kind.MATCH_ANSWERED,
            number=match.number,
            about=for_partner("match", match.number),
            key=event.key,
            at=at,
        )
    if match.case.public_need and not match.pledge_id:
        add_step(
            match.case.public_need,
            "matched",
            key=f"{event.key}:step",
            at=at,
            amount_fen=match.accepted_fen,
            source_label=match.source.name,
        )


@subscribe("match.declined")
def on_declined(event, at: datetime) -> None:
    _tell_officers(_match(event), Kind.MATCH_ANSWERED, event.key, at)


@subscribe("match.paid")
def on_paid(event, at: datetime) -> None:
    match = _match(event)
    start_delivering(case=match.case, at=at)
    _tell_officers(match, Kind.ISSUED if match.resource_id else Kind.PAID_OUT, event.key, at)
    if match.fund:
        tell(
            users=members_with(match.fund.enterprise, P.SEE_STATEMENT),
            kind=Kind.PAID_OUT,
            number=match.number,
            about=for_partner("grants"),
            key=event.key,
            at=at,
        )


@subscribe("delivery.reported")
def on_delivered(event, at: datetime) -> None:
    match = _match(event)
    if match.case.public_need:
        add_step(
            match.case.public_need,
            "delivered",
            key=f"match:{match.pk}:delivered:step",
            at=at,
            amount_fen=match.accepted_fen,
            source_label=match.source.name,
        )
    _tell_officers(match, Kind.DELIVERED, event.key, at)


@subscribe("delivery.confirmed")
def on_confirmed(event, at: datetime) -> None:
    match = _match(event)
    if match.case.public_need:
        add_step(match.case.public_need, "confirmed", key=f"match:{match.pk}:confirmed:step", at=at)
    _tell_officers(match, Kind.CONFIRMED, event.key, at)
    users = (
        {
            present(gift.donor)
            for gift in match.case.public_need.gifts.filter(state="received", donor__isnull=False).select_related(
                "donor"
            )
        }
        if match.case.public_need
        else set()
    )
    tell(users=users, kind=Kind.CONFIRMED, number=match.number, about=for_giver("home"), key=event.key, at=at)
    if match.fund:
        tell(
            users=members_with(match.fund.enterprise, P.SEE_STATEMENT),
            kind=Kind.CONFIRMED,
            number=match.number,
            about=for_partner("grants"),
            key=event.key,
            at=at,
        )
    head = match.case.household.head
    if head and head.phone and not match.case.household.sensitive:
        text_family(phone=unseal(head.phone, purpose=Internal.TELL_THEM), kind=Kind.CONFIRMED, number=match.case.number)


@subscribe("consent.withdrawn")
def recall(event, at: datetime) -> None:
    """Sharing ended: matches with that recipient that are not paid yet are cancelled, their people told to stop."""
    consent = Consent.objects.get(pk=event.payload["consent_id"])
    if consent.purpose != "share":
        return
    case = Case.objects.get(pk=event.payload["case_id"])
    live = Match.objects.filter(case=case, state__in=[MatchState.COSIGNING, MatchState.OFFERED, MatchState.ACCEPTED])
    for match in live.select_related("programme__charity", "fund__custodian", "resource__keeper"):
        if not match.pledge_id and deliverer_of(match).pk == consent.recipient_id:
            cancel_for_consent(match=match, at=at)
    tell(
        users=members_with(present(consent.recipient), P.ANSWER_MATCH),
        kind=Kind.CONSENT_WITHDRAWN,
        number=case.number,
        about=for_partner("home"),
        key=event.key,
        at=at,
    )


@every_tick
def expire(at: datetime) -> None:
    expire_offers(at)
    lapse_promises(at)
