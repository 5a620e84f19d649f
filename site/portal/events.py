"""Donors are told: a number and a link, nothing else. Guests get it at the contact they left, if they left one."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common.links import for_giver
from common.outbox.models import OutboxEvent
from common.outbox.services import subscribe
from donations.models import Gift, Payout
from organisations import sms
from organisations.models import NotificationKind as Kind
from organisations.notices import tell
from privacy.internal import unseal
from privacy.purposes import Internal


@subscribe("gift.received")
def send_receipt(event: OutboxEvent, at: datetime) -> None:
    gift = Gift.objects.select_related("donor").get(pk=event.payload["gift_id"])
    _tell(gift, Kind.GIFT_RECEIVED, event.key, at)


@subscribe("gifts.paid_out")
def tell_paid_out(event: OutboxEvent, at: datetime) -> None:
    _tell_all(event, Kind.PAID_OUT, at)


@subscribe("gifts.confirmed")
def tell_confirmed(event: OutboxEvent, at: datetime) -> None:
    """Only now: what a charity reports is a follow-up once somebody else has confirmed it."""
    _tell_all(event, Kind.CONFIRMED, at)


def _tell_all(event: OutboxEvent, kind: Kind, at: datetime) -> None:
    payout = Payout.objects.get(pk=event.payload["payout_id"])
    for gift in payout.gifts.select_related("donor"):
        _tell(gift, kind, f"{event.key}:{gift.pk}", at)


def _tell(gift: Gift, kind: Kind, key: str, at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        if gift.donor is not None:
            about = for_giver("gift", gift.number)
            tell(users=[gift.donor], kind=kind, number=gift.number, about=about, key=key, at=at)
        if gift.donor_contact:
            link = settings.WAGTAILADMIN_BASE_URL + reverse("portal:my_gift", args=[str(gift.token)])
            _write(unseal(gift.donor_contact, purpose=Internal.TELL_THEM), gift.number, str(kind.label), link)


def _write(contact: str, number: str, what: str, link: str) -> None:
    facts = {"number": number, "what": what, "link": link}
    if "@" not in contact:
        sms.send(contact, _("【周急】%(what)s，编号 %(number)s：%(link)s") % facts)
        return
    body = _("%(what)s，编号 %(number)s。凭证和去向：%(link)s") % facts
    send_mail(_("周急捐赠 %(number)s") % facts, body, None, [contact])
