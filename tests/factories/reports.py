"""A grid worker with a phone: the places of one township and the way through the report's pages."""

import re
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from common.regions import codes, demo_tree
from organisations.models import User
from tests.factories import partners
from tests.factories.regions import demo_region
from tests.markup import flat

_TREE = list(demo_tree.build())
_TOWNSHIPS = [one.code for one in _TREE if codes.level_of(one.code) == codes.TOWNSHIP]
TOWNSHIP = _TOWNSHIPS[0]
COUNTY = codes.parent_of(TOWNSHIP)
VILLAGE = next(one.code for one in _TREE if codes.parent_of(one.code) == TOWNSHIP)
ELSEWHERE = next(one.code for one in _TREE if codes.parent_of(one.code) == _TOWNSHIPS[1])
STEPS = ("danger", "what", "place", "words")


def places() -> None:
    for code in (VILLAGE, ELSEWHERE):
        demo_region(code)


def street_office():
    places()
    return partners.organisation("township", region=TOWNSHIP, contact_phone="12345")


def grid_worker() -> User:
    return partners.person("grid_worker", street_office())


def clerk() -> User:
    return partners.person("township_clerk", street_office())


def stranger() -> User:
    return partners.person("fund_finance", partners.enterprise())


class Phone:
    """What a phone without script does: read a page, send its form with what the page carries."""

    def __init__(self, client: Client, user: User | None) -> None:
        self.client, self.user, self.token, self.visited = client, user, uuid4(), []

    def url(self, step: str) -> str:
        if step == "check":
            return reverse("desk:report_check", args=[self.token])
        return reverse("desk:report_step", args=[self.token, step])

    def start(self) -> str:
        self.token = re.search(r"[0-9a-f-]{36}", self.client.get(reverse("desk:report_new")).url)[0]
        return self.get("danger")

    def get(self, step: str) -> str:
        return flat(self.client.get(self.url(step)))

    def carried(self, step: str) -> str:
        return re.search(r'name="carried" value="([^"]*)"', self.get(step))[1]

    def post(self, step: str, **answers: Any) -> HttpResponse:
        answer = self.client.post(self.url(step), answers)
        self.visited.append(answer.get("Location", self.url(step)))
        return answer

    def fill(self, until: str = "check", **answers: Any) -> None:
        """Answer every page before `until`."""
        given = {"life_danger": "no", "category": "illness", "region": VILLAGE, "oral_consent": "not_yet", **answers}
        names = {
            "danger": ("life_danger",),
            "what": ("category",),
            "place": ("region", "household_name", "household_phone"),
            "words": ("words", "oral_consent"),
        }
        for step in STEPS:
            if step == until:
                return
            answer = self.post(step, **{name: given[name] for name in names[step] if name in given})
            assert answer.status_code == 302, flat(answer)
