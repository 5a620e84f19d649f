"""Case files: for those who may see them, logged, as an attachment, never kept by a cache."""

import pytest

from common.audit.models import AuditEvent
from tests.web.test_desk_city import city, signed_in, url  # noqa: F401

pytestmark = pytest.mark.django_db


def test_a_download_is_logged_attached_and_not_stored(client, city):  # noqa: F811
    path, clerk = url("file", city.photo.pk), signed_in(client, city.users["clerk"])
    before = AuditEvent.objects.filter(verb="personal_data.read").count()
    asked = clerk.get(path)
    assert (asked.status_code, b"\xff\xd8" in asked.content) == (200, False)
    assert clerk.post(path, {}).status_code == 422
    assert AuditEvent.objects.filter(verb="personal_data.read").count() == before
    response = clerk.post(path, {"reason": "verify"})
    assert response.status_code == 200 and response.content.startswith(b"\xff\xd8")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Cache-Control"] == "no-store" and response["X-Content-Type-Options"] == "nosniff"
    event = AuditEvent.objects.filter(verb="personal_data.read").latest("id")
    assert AuditEvent.objects.filter(verb="personal_data.read").count() == before + 1
    assert event.data == {"fields": ["file"], "reason": "verify", "limited": True}


@pytest.mark.parametrize("who", ["stranger", "charity", "donor"])
def test_others_do_not_get_it_and_nothing_is_logged(client, city, who):  # noqa: F811
    user = city.stranger if who == "stranger" else city.users[who]
    before = AuditEvent.objects.count()
    assert signed_in(client, user).get(url("file", city.photo.pk)).status_code == (404 if who == "stranger" else 403)
    assert AuditEvent.objects.count() == before
