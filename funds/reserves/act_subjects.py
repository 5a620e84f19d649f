"""Reserves, moves between them and payments from them, as acts are done to them. Reserves are locked first, in pk order."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from funds.reserves import access
from funds.reserves.models import AidPayment, Move, Reserve
from funds.reserves.states import MOVE, PAYMENT, RESERVE


class SamePerson(Refusal):
    """Four eyes: who proposed a move of money does not confirm it."""

    def __init__(self) -> None:
        super().__init__(_("提出的人不能自己批准。"))


class DeciderPays(Refusal):
    """Who granted an aid does not pay it."""

    def __init__(self) -> None:
        super().__init__(_("决定救助的人不能自己付款。"))


def lock_reserves(move: Move) -> list[Reserve]:
    both = Reserve.objects.filter(pk__in=[move.reserve_id, move.source_id]).order_by("pk")
    return [RESERVES.locked(one.pk) for one in both]


RESERVES = Subject(
    RESERVE,
    Reserve,
    facts=lambda reserve: Facts(county=reserve.keeper.region_id, organisation_id=reserve.office_id),
    may=lambda user, reserve, _permission: access.may_keep(user, reserve),
    related=("office__region", "keeper__region"),
)
MOVES = Subject(
    MOVE,
    Move,
    facts=lambda move: Facts(
        county=move.reserve.keeper.region_id, organisation_id=move.reserve.office_id, data={"number": move.number}
    ),
    ids=lambda move: {"move_id": move.pk},
    key="reserve_move:{row.pk}:{done}",
    may=lambda user, move, _permission: access.may_approve(user, move.reserve),
    before=lock_reserves,
    related=("reserve__office__region", "reserve__keeper__region", "source__keeper"),
    four_eyes=SamePerson,
)
AID_PAYMENTS = Subject(
    PAYMENT,
    AidPayment,
    facts=lambda payment: Facts(
        case_id=payment.aid.case_id,
        county=payment.reserve.keeper.region_id,
        organisation_id=payment.reserve.office_id,
    ),
    ids=lambda payment: {"payment_id": payment.pk, "case_id": payment.aid.case_id},
    key="aid_payment:{row.pk}:{done}",
    may=lambda user, payment, _permission: access.may_keep(user, payment.reserve),
    before=lambda payment: RESERVES.locked(payment.reserve_id),
    related=("aid", "reserve__office__region", "reserve__keeper"),
    four_eyes=DeciderPays,
)
