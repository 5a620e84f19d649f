"""The figures of the rail and the rows of today's list come from the same declarations: what is counted is listed, all of
it, page by page; and no page of the site stops a list without saying so."""

import ast
from collections import Counter
from copy import copy
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from desk.sections import RAIL as DESK
from needs.models import Clue
from organisations.roles import ROLES
from partners.sections import RAIL as PARTNERS
from portal.sections import RAIL as MY
from tests import clock
from tests.factories import cases as make
from tests.factories import waiting
from tests.markup import flat
from workspace import counts
from workspace.frame import rails
from workspace.sections import ANYBODY, Viewer
from workspace.today import Group, today

SITE = Path(__file__).resolve().parents[2] / "site"
MANY = 75
# Cut on purpose. Rows: the whole number and the way to all of them stand beside; one row that stands for a kind. Words
# and codes: a part of a text, of a hash, of a division's code.
CUTS = {
    "unread(request.user)[:NEWEST]": "beside: how many, and 全部通知",
    "newest[:NEWEST]": "beside: how many, and 全部通知",
    "unread(request.user)[:NEWEST + 1]": "the same, one more to know whether to count",
    "received[:NEWEST]": "beside: how many, and 全部捐赠",
    "pledges[:NEWEST]": "beside: how many, and 全部承诺",
    "grants[:NEWEST]": "beside: how many, and 全部记录",
    "reported.values('reported_at')[:1]": "the earliest of a case",
    "CaseNotice.objects.filter(notice=OuterRef('pk')).values('case__number')[:1]": "a notice has one case",
    "payouts.filter(reported_at__isnull=True).order_by('paid_at').values('pk')[:1]": "the next one to report",
    "hashlib.sha256(str(folder).encode()).hexdigest()[:12]": "hash",
    "salted_hmac('portal.limits', who).hexdigest()[:32]": "hash",
    "one.agreement_hash[:12]": "hash",
    "fund.region_id[:4]": "code",
    "self.thing.enterprise.region.code[:4]": "code",
    "organisation.region.code[:4]": "code",
    "typed[:12]": "text",
    "text[:LONGEST_PENDING]": "text",
    "text[one.start:one.end]": "text",
    "text[at:begin]": "text",
    "text[begin:finish]": "text",
    "text[at:end]": "text",
}


def copies(clue: Clue, number: int) -> list[Clue]:
    """As many more clues like it, each its own row and number."""
    rows = []
    for serial in range(number):
        row = copy(clue)
        row.pk, row._state.adding = uuid4(), True
        row.number, row.token = f"{clue.number[:-4]}{9000 - serial}", uuid4()
        row.contact_due_at = clue.contact_due_at + timedelta(minutes=serial)
        rows.append(row)
    return Clue.objects.bulk_create(rows)


@pytest.fixture
def busy(db):
    """A clerk with 75 clues to take and a case to verify."""
    cast, at = make.staged(clock.now(), sources=()), clock.now() - timedelta(days=3)
    copies(make.reported_clue(cast, at, make.family()), MANY - 1)
    make.opened_case(cast, at, make.family())
    return cast.users["clerk"]


def test_what_the_rail_counts_is_listed_to_the_last_row(client, busy):
    client.force_login(busy)
    tasks = waiting.tasks(DESK, busy, clock.now())

    assert len(tasks) == len({(task.what, task.number) for task in tasks}) == MANY + 1
    for section in DESK.sections[1:]:
        here = [task for task in tasks if section.holds(resolve(task.url).view_name)]
        assert waiting.figure(DESK, section.name, busy, clock.now()) == len(here), section.name
    assert waiting.figure(DESK, "desk:home", busy, clock.now()) == MANY + 1

    pages = [client.get("/desk/", {"page": number}) for number in (1, 2, 3)]
    shown = [task.number for page in pages for _group, _whole, rows in page.context["waiting"].shown for task in rows]
    assert shown == [task.number for task in tasks]
    assert [len(page.context["waiting"].page) for page in pages] == [30, 30, 16]
    assert "第 31 到 60 项，共 76 项" in flat(pages[1])
    assert "共 76 件等您处理" in flat(pages[2])
    queue = [client.get("/desk/clues/", {"mine": 1, "page": number}).context["clues"] for number in (1, 2, 3)]
    assert sum(len(page) for page in queue) == queue[0].paginator.count == MANY


def test_the_groups_are_whole_on_each_page_and_urgency_comes_first(busy):
    late = Clue.objects.filter(state="received").order_by("-contact_due_at").first()
    late.life_danger = True
    late.save(update_fields=["life_danger"])
    first, last = (today(DESK, Viewer(busy, clock.now()), number) for number in (1, 3))

    assert first.first.number == late.number
    assert [(group, whole) for group, whole, _rows in first.shown][0] == (Group.URGENT, 1)
    assert first.figures == last.figures
    assert sum(whole for _group, whole in first.figures) == first.total == MANY + 1


def test_the_figures_of_the_rail_are_one_question_and_today_one_more_for_each_kind_on_the_page(busy):
    viewer = Viewer(busy, clock.now())
    viewer.may((next(iter(ROLES["township_clerk"].permissions)),))  # the memberships are read once
    today(DESK, viewer)
    with CaptureQueriesContext(connection) as rail:
        counts.counts(DESK, viewer)
    with CaptureQueriesContext(connection) as page:
        shown = today(DESK, viewer)
    kinds = Counter(task.what for _group, _whole, rows in shown.shown for task in rows)
    assert len(rail) == 1
    assert len(page) == 1 + len(kinds)


def test_each_section_and_each_kind_of_task_names_who_may():
    assert rails() == (DESK, PARTNERS, MY)
    for rail in (DESK, PARTNERS):
        assert [one.name for one in rail.sections if one.permission == ANYBODY] == []
        assert [section.name for section in rail.sections for kind in section.tasks if kind.permission == ANYBODY] == []
    assert {section.permission for section in MY.sections} == {ANYBODY}
    assert len({section.name for rail in rails() for section in rail.sections}) == sum(
        len(rail.sections) for rail in rails()
    )


@pytest.mark.parametrize("rail", [DESK, PARTNERS], ids=["desk", "partners"])
def test_whoever_has_a_task_may_enter_its_section_and_the_section_s_page_lets_them_in(rail):
    for name, role in ROLES.items():
        if role.workspace not in rail.roles:
            continue
        for section in rail.sections:
            enters = bool(role.permissions & set(section.permission))
            entered = not section.kinds or bool(role.kinds & set(section.kinds))
            for kind in section.tasks:
                if role.permissions & set(kind.permission) and entered:
                    assert enters, (name, section.name)
            door = resolve(section.url).func.door
            assert not (enters and entered and door.permissions) or role.permissions & set(door.permissions)


def cuts(file: Path) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.upper is not None
    ]


def test_no_page_of_a_workspace_cuts_a_list_in_silence():
    files = [
        file for app in ("desk", "partners", "portal", "config", "workspace") for file in (SITE / app).rglob("*.py")
    ]
    found = {cut for file in files for cut in cuts(file)}

    assert len(files) > 150
    assert found - set(CUTS) == set()
    assert set(CUTS) - found == set()  # what is no longer cut leaves the list
