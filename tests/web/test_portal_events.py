"""What donors are told when money arrives and moves on: a number and a link, at the place they left."""

from uuid import uuid4

import pytest
from django.core import mail

from common.links import Subject, address_of
from common.outbox.services import deliver_due
from donations import services
from organisations.models import Notification, User
from tests.factories.gifts import COUNTY, NOW, giving, received_gift
from tests.factories.partners import office, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sms(settings, tmp_path):
    settings.SMS_OUTBOX = tmp_path


def test_a_guest_gets_number_and_link_by_text_message(tmp_path):
    gift = received_gift(giving(), 200, donor_contact="13800138000", donor_name="林晓", shown_as="name")
    deliver_due(NOW)
    [message] = [path.read_text() for path in tmp_path.glob("*.txt")]
    assert gift.number in message and f"/my/gifts/{gift.token}/" in message
    assert "林晓" not in message and "元" not in message
    deliver_due(NOW)
    assert len(list(tmp_path.glob("*.txt"))) == 1


def test_an_e_mail_names_nobody():
    gift = received_gift(giving(), 200, donor_contact="lin@example.org", donor_name="林晓", shown_as="name")
    deliver_due(NOW)
    [message] = mail.outbox
    assert message.to == ["lin@example.org"]
    assert gift.number in message.subject and "林晓" not in message.body


def test_nobody_is_written_to_who_left_no_contact(tmp_path):
    received_gift(giving(), 200)
    deliver_due(NOW)
    assert mail.outbox == [] and list(tmp_path.glob("*.txt")) == []


def test_a_donor_hears_of_arrival_payment_and_confirmation_but_not_of_an_unconfirmed_report():
    situation = giving()
    donor = User.objects.create_user(email="d@example.org")
    gift = received_gift(situation, 200, by=donor)
    payout = services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=NOW)
    services.report_payout(payout=payout, delivered_on=NOW.date(), public_words="", by=situation.worker, at=NOW)
    deliver_due(NOW)
    told = Notification.objects.filter(user=donor)
    assert sorted(told.values_list("kind", flat=True)) == ["gift_received", "paid_out"]
    services.confirm_payout(payout=payout, by=person("county_coordinator", office(COUNTY)), at=NOW)
    deliver_due(NOW)
    assert sorted(told.values_list("kind", flat=True)) == ["confirmed", "gift_received", "paid_out"]
    addresses = {address_of(Subject(one.subject, one.subject_key, one.reader)) for one in told}
    assert addresses == {f"/my/gifts/{gift.number}/"}
