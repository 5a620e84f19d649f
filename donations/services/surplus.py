"""Money that was given for a need which can no longer use it: it follows the programme's surplus rule (慈善法 58)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from donations.access import works_for
from donations.act_subjects import GIFTS
from donations.models import Gift
from donations.selectors import commitments_of
from donations.services.capture import committed_key
from donations.states import GiftState
from funds import accounts
from funds.ledger import services as ledger
from funds.ledger.models import Transfer
from funds.ledger.routes import Code
from needs import services as needs
from needs.states import CommitmentState
from organisations.models import User
from organisations.permissions import Permission as P
from publication.states import PublicState

GOING_ON = (PublicState.PUBLISHED, PublicState.COVERED)


def follow_surplus_rule(*, gift: Gift, by: User, second: User, at: datetime) -> Gift:
    """Two people of the charity move what waits for a withdrawn or closed need to the programme as a whole.

    The need gives the part of its gap back, the ledger releases the reservation and books a reallocation, which takes
    two different people; the gift keeps its amount and says where it went.
    """
    with (doing := act(GIFTS, gift, "follow_surplus_rule", by=by, at=at)) as gift:
        if not works_for(second, gift.programme, P.MANAGE_PROGRAMMES):
            raise PermissionDenied
        need = gift.public_need
        if gift.state != GiftState.RECEIVED or need is None or not gift.to_need_fen or gift.payout_id:
            raise Refusal(_("这笔捐赠没有等待拨付的定向部分。"))
        if need.live and need.state in GOING_ON:
            raise Refusal(_("这份求助还在进行中，定向捐赠不能改作他用。"))
        for commitment in commitments_of(gift).filter(state=CommitmentState.RESERVED).order_by("item_id"):
            needs.release(commitment=commitment, at=at)
        _reallocate(gift, by, second)
        gift.to_programme_fen, gift.to_need_fen = gift.to_programme_fen + gift.to_need_fen, 0
        doing.data.update(amount_fen=gift.to_programme_fen, second=str(second.pk))
    return gift


def _reallocate(gift: Gift, by: User, second: User) -> None:
    assert gift.public_need is not None
    earmark = accounts.earmark_account(gift.programme, gift.public_need)
    programme = accounts.programme_account(gift.programme)
    payable = accounts.payable_account(earmark.book, f"need-{gift.public_need.slug}")
    ledger.lock([earmark, programme, payable])
    memo: dict = {"gift": gift.number}
    pending = Transfer.objects.get(effect_key=committed_key(gift))
    ledger.resolve(Code.RELEASE, pending=pending, effect_key=f"gift:{gift.pk}:released", by_id=by.pk, memo=memo)
    ledger.post(
        Code.REALLOCATION,
        debit=earmark,
        credit=programme,
        amount_fen=gift.to_need_fen,
        effect_key=f"gift:{gift.pk}:surplus",
        by_id=by.pk,
        approver_id=second.pk,
        memo=memo,
    )
