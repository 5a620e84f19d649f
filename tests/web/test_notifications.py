"""What a person was told stands on the first page of every workspace until it is opened, and tells nobody else."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations.models import Notification, User
from organisations.notices import tell
from tests.factories import partners as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.get_default_timezone())


def giver(email: str) -> User:
    return User.objects.create_user(email=email, display_name="某人")


@pytest.fixture
def donor(client):
    user = giver("donor@example.org")
    client.force_login(user)
    return user


def told(user, number: str = "D9901212611240001", path: str = "/my/", kind: str = "match_offered") -> Notification:
    tell(users=[user], kind=kind, number=number, path=path, key=str(uuid4()), at=NOW)
    return user.notifications.get(number=number)


def text(response) -> str:
    return response.content.decode()


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
    told(user, "D3", "/partners/")
    page = text(client.get("/en/partners/"))
    one = user.notifications.get()
    assert client.get(f"/en/workspace/notifications/{one.pk}/").url == "/en/partners/"
    assert "Notifications" in page and "D3" in page and "通知" not in page


def test_nobody_is_told_twice(donor):
    for _time in range(2):
        tell(users=[donor], kind="match_offered", number="D1", path="/my/", key="same", at=NOW + timedelta(days=1))
    assert donor.notifications.count() == 1
