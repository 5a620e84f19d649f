"""What a person was told stands on the first page of every workspace until it is opened, and tells nobody else."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from common.links import NoPage, Reader, Subject, address_of, for_giver, for_office, for_partner
from organisations.models import Notification, User
from organisations.notices import tell
from tests.factories import partners as make
from tests.markup import flat

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.get_default_timezone())


def giver(email: str) -> User:
    return User.objects.create_user(email=email, display_name="某人")


@pytest.fixture
def donor(client):
    user = giver("donor@example.org")
    client.force_login(user)
    return user


def told(user, number: str = "D9901212611240001", about=None, kind: str = "match_offered") -> Notification:
    tell(users=[user], kind=kind, number=number, about=about or for_giver("home"), key=str(uuid4()), at=NOW)
    return user.notifications.get(number=number)


def text(response) -> str:
    return flat(response)


def test_it_stands_on_the_first_page_until_it_is_opened(client, donor):
    one = told(donor)
    assert "有一笔对接待您答复" in text(client.get("/my/")) and one.number in text(client.get("/my/"))
    opened = client.get(reverse("notification", args=[one.pk]))
    assert (opened.status_code, opened.url) == (302, "/my/")
    assert one.number not in text(client.get("/my/"))
    assert one.number in text(client.get(reverse("notifications")))


def test_all_are_read_by_one_click_and_stay_on_the_list(client, donor):
    for number in ("D1", "D2"):
        told(donor, number)
    page = text(client.get(reverse("notifications")))
    assert page.count("未读") == 2
    client.post(reverse("notifications_read"))
    page = text(client.get(reverse("notifications")))
    assert page.count("未读") == 0 and "D1" in page and "D2" in page


def test_reading_again_keeps_the_first_time(client, donor):
    one = told(donor)
    client.get(reverse("notification", args=[one.pk]))
    first = Notification.objects.get(pk=one.pk).read_at
    client.get(reverse("notification", args=[one.pk]))
    assert Notification.objects.get(pk=one.pk).read_at == first


def test_anothers_notification_does_not_exist_and_stays_unread(client, donor):
    other = told(giver("other@example.org"), "D9")
    assert client.get(reverse("notification", args=[other.pk])).status_code == 404
    client.post(reverse("notifications_read"))
    assert Notification.objects.get(pk=other.pk).read_at is None
    assert "D9" not in text(client.get(reverse("notifications")))


def test_a_charity_sees_its_own_in_english_too(client):
    user = make.person("charity_caseworker", make.charity())
    client.force_login(user)
    told(user, "D3", for_partner("home"))
    page = text(client.get("/en/partners/"))
    one = user.notifications.get()
    assert client.get(f"/en/workspace/notifications/{one.pk}/").url == "/en/partners/"
    assert "Notifications" in page and "D3" in page and "通知" not in page


def test_nobody_is_told_twice(donor):
    for _time in range(2):
        tell(
            users=[donor],
            kind="match_offered",
            number="D1",
            about=for_giver("home"),
            key="same",
            at=NOW + timedelta(days=1),
        )
    assert donor.notifications.count() == 1


def test_a_row_of_before_opens_its_path_in_the_readers_language(client, donor):
    old = Notification.objects.create(user=donor, kind="match_offered", number="D0", path="/my/", key="old", at=NOW)
    assert old.about is None
    assert client.get(f"/workspace/notifications/{old.pk}/").url == "/my/"
    assert client.get(f"/en/workspace/notifications/{old.pk}/").url == "/en/my/"


def test_one_subject_has_a_page_for_the_office_and_another_for_a_partner():
    assert address_of(for_office("referral", "Z1")) == "/desk/referrals/Z1/"
    assert address_of(for_partner("referral", "Z1")) == "/partners/referrals/Z1/"
    with override("en"):
        assert address_of(for_office("referral", "Z1")) == "/en/desk/referrals/Z1/"
    with pytest.raises(NoPage):
        address_of(Subject("referral", "Z1", Reader.GIVER))


@pytest.mark.parametrize(
    "opens",
    [
        {},
        {"path": "/my/", "subject": "home", "reader": "giver"},
        {"subject": "home", "reader": "somebody"},
        {"subject": "home"},
        {"reader": "giver"},
    ],
)
def test_a_row_opens_a_subject_or_an_old_path_never_both_or_nothing(donor, opens):
    row = {"user": donor, "kind": "match_offered", "number": "D1", "at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(**row, **opens, key="bad")
    Notification.objects.create(**row, subject="home", reader="giver", key="good")
    assert donor.notifications.count() == 1
