"""At the desk: signing second, the family's objection, local limits, the auditor's list; and the family's own page."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils.timezone import now

from casework.conflicts_of_interest import services as related
from common.sealed import opened
from desk.sections import RAIL
from matching.decisions import services as decisions
from matching.decisions.objections.models import Objection
from matching.models import Match
from needs.models import Clue
from policy.limits.models import LocalLimits
from policy.limits.services import set_limits
from portal.views.objection import SIGNER
from tests import clock
from tests.factories import cases as make
from tests.factories import waiting
from tests.factories.cases import Y
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        at = now() - timedelta(days=2)
        cast = make.staged(at, sources=make.SOURCES)
        home = make.family(reporter_phone="")
        match = make.proposed_match(cast, at, home)
        make.sharing_consent(cast, match.case, make.payer_of(match), now() - timedelta(hours=2))
        yield SimpleNamespace(cast=cast, users=cast.users, match=match, number=match.case.number)


def as_(client, world, who: str):
    client.force_login(world.users[who])
    return client


def half_approved(world) -> Match:
    set_limits(
        region=world.match.county,
        valid_from=clock.today(),
        second_approval_fen=5_000 * Y,
        basis="3 号文件",
        by=world.users["approver"],
        at=now(),
    )
    return decisions.approve(
        match=world.match, amount=8_000 * Y, reason="核实一致", by=world.users["approver"], at=now()
    )


def test_above_the_line_the_page_waits_for_another_approver_who_finds_it_in_todays_list(client, world):
    half_approved(world)
    page = flat(as_(client, world, "approver").get(f"/desk/matches/{world.number}/"))
    assert "等待第二人会签" in page and 'value="cosign"' not in page
    assert "对接待会签" not in [task.what for task in waiting.tasks(RAIL, world.users["approver"], now())]
    assert "对接待会签" in [task.what for task in waiting.tasks(RAIL, world.users["city-approver"], now())]
    page = flat(as_(client, world, "city-approver").get(f"/desk/matches/{world.number}/"))
    assert 'value="cosign"' in page
    given = {"match": world.match.pk, "version": 2, "verb": "cosign"}
    refused = client.post(f"/desk/matches/{world.number}/second/", {**given, "version": 1, "reason": "写了很久的理由"})
    assert refused.status_code == 422 and "写了很久的理由" in flat(refused)
    assert client.post(f"/desk/matches/{world.number}/second/", given).status_code == 422
    assert Match.objects.get(pk=world.match.pk).state == "cosigning"
    client.post(f"/desk/matches/{world.number}/second/", {**given, "reason": "金额已复核"})
    match = Match.objects.get(pk=world.match.pk)
    assert (match.state, match.second_by, match.second_reason) == (
        "offered",
        world.users["city-approver"],
        "金额已复核",
    )
    assert "金额已复核" in flat(client.get(f"/desk/matches/{world.number}/"))


def test_the_second_approver_returns_it_from_the_same_form(client, world):
    half_approved(world)
    as_(client, world, "city-approver").post(
        f"/desk/matches/{world.number}/second/",
        {"match": world.match.pk, "version": 2, "verb": "return", "reason": "依据不足"},
    )
    assert Match.objects.get(pk=world.match.pk).state == "returned"


def test_a_worker_records_the_familys_words_and_an_approver_answers_them(client, world):
    url = f"/desk/cases/{world.number}/objections/"
    given = {"kind": "objection", "match": str(world.match.pk), "words": "不想由这家机构上门"}
    assert as_(client, world, "clerk").post(url, {**given, "words": ""}).status_code == 422
    assert client.post(url, given).status_code == 302
    row = Objection.objects.get()
    assert (row.match, row.raised_by, row.channel) == (world.match, world.users["clerk"], "worker")
    assert "家庭提出了异议" in flat(client.get(f"/desk/cases/{world.number}/"))
    assert "家庭的异议待答复" in [task.what for task in waiting.tasks(RAIL, world.users["approver"], now())]
    answer = {"upheld": "no", "words": "已当面说明，家庭同意"}
    assert as_(client, world, "approver").post(f"{url}{row.pk}/answer/", {"upheld": "no"}).status_code == 422
    assert client.post(f"{url}{row.pk}/answer/", answer).status_code == 302
    row.refresh_from_db()
    assert (row.answered_by, row.upheld, opened(row.answer)) == (world.users["approver"], False, "已当面说明，家庭同意")


def test_the_family_objects_on_its_progress_page_and_reads_the_answer_there(client, world):
    clue = Clue.objects.get(case=world.match.case)
    Clue.objects.filter(pk=clue.pk).update(reporter_phone_index=clue.household_phone_index)
    given = {"note": SIGNER.sign(str(clue.pk)), "kind": "explanation", "words": "为什么是这个数？"}
    assert client.post("/progress/objection/", {**given, "words": ""}).status_code == 422
    page = client.post("/progress/objection/", given)
    assert page.status_code == 200 and "已收到您的意见" in flat(page)
    row = Objection.objects.get()
    assert (row.case, row.channel, row.raised_by, opened(row.words)) == (
        world.match.case,
        "progress",
        None,
        "为什么是这个数？",
    )


@pytest.mark.parametrize("note", ["", "x", "neighbour"])
def test_without_the_signed_note_of_ones_own_report_nothing_is_recorded(client, world, note):
    clue = Clue.objects.get(case=world.match.case)
    Clue.objects.filter(pk=clue.pk).update(reporter_phone_index="somebody else")
    note = SIGNER.sign(str(clue.pk)) if note == "neighbour" else note
    response = client.post("/progress/objection/", {"note": note, "kind": "objection", "words": "x"})
    assert (response.status_code, response.url, Objection.objects.count()) == (302, "/progress/", 0)


def test_limits_are_set_on_their_page(client, world):
    url = "/desk/limits/"
    given = {
        "region": world.match.county_id,
        "valid_from": str(clock.today()),
        "second_approval_fen": "15,000",
        "ceiling_fen": "50,000",
        "ceiling_months": "12",
        "least_pledge_fen": "300",
        "basis": "3 号文件",
    }
    assert as_(client, world, "approver").post(url, {**given, "basis": ""}).status_code == 422
    assert client.post(url, given).status_code == 302
    row = LocalLimits.objects.get()
    assert (row.second_approval_fen, row.ceiling_fen, row.most_sources, row.least_pledge_fen) == (
        15_000 * Y,
        50_000 * Y,
        None,
        300 * Y,
    )
    assert "3 号文件" in flat(client.get(url))


def test_everybody_declares_on_one_page_and_only_the_auditor_reads_the_list(client, world):
    given = {"relation": "sibling", "name": "某甲", "phone": "00033332222"}
    for who in ("donor", "charity", "clerk"):
        assert as_(client, world, who).post("/my/interests/", given).status_code == 302
        assert "某甲" in flat(client.get("/my/interests/"))
    assert "某甲" not in flat(as_(client, world, "approver").get("/my/interests/"))
    with pytest.raises(related.Interested):
        related.refuse_named_person(words="我弟弟 00033332222", by=world.users["donor"], at=now())
    page = flat(as_(client, world, "auditor").get("/desk/interests/"))
    assert page.count("某甲") == 3 and "我弟弟 00033332222" in page
