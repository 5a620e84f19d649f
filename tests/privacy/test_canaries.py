"""Twenty private values of one household go the whole way, and then everything that leaves the case file is searched.

Public pages, partners' pages, logs, mail, short messages, the outbox, the audit log, notifications and a raw dump of
every column: none holds one of them. The searcher itself is tried first: it finds what was planted.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client, override_settings

from common.files.models import PrivateFile
from common.outbox.models import OutboxEvent
from common.sealed import opened
from donations import services as giving
from matching.decisions import services as decisions
from matching.delivery import answers, deliveries
from matching.models import Match
from matching.runs import services as runs
from needs import services as needs
from needs.models import Person
from pages.setup import set_up
from programmes.models import Programme
from publication.models import PublicNeed
from tests import clock
from tests.factories import cases as make
from tests.factories.cases import CANARIES, Y
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Household(SimpleNamespace):
    """The rows of the one household, at each of its stages."""


@pytest.fixture(scope="module")
def told(django_db_setup, fresh_db_module: str, django_db_blocker, tmp_path_factory) -> Iterator[Household]:
    outbox = tmp_path_factory.mktemp("sms")
    with django_db_blocker.unblock(), override_settings(SMS_OUTBOX=outbox):
        records: list[logging.LogRecord] = []
        handler = logging.Handler(level=0)
        handler.emit = records.append
        root, level = logging.getLogger(), logging.getLogger().level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        mail.outbox = []
        try:
            path = whole_path(clock.now())
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
        path.messages = [one.read_text(encoding="utf-8") for one in sorted(outbox.glob("*.txt"))]
        path.logged = [f"{record.getMessage()} {record.args} {record.exc_text or ''}" for record in records]
        path.mails = [f"{one.subject} {one.body} {one.to}" for one in mail.outbox]
        yield path


def whole_path(now) -> Household:
    at = now - timedelta(days=5)
    set_up(now.date())
    cast = make.staged(at, sources=make.SOURCES)
    clerk, users = cast.users["clerk"], cast.users
    home = make.canary_family(phone=CANARIES["phone"], id_no=CANARIES["id_no"])
    case, need = make.published_need(cast, at, home)
    clue = case.clues.get()
    needs.add_note(case=case, text=f"备注：{CANARIES['note']}", by=clerk, at=at)
    case.verifications.update()
    visit = case.verifications.get()
    visit.note = CANARIES["visit"]
    visit.save()
    partner_pages = [pages_of(cast, "before a match")]
    later = at + timedelta(days=1)
    make.settle(later)
    runs.run(county=case.county, by=users["coordinator"], at=later)
    match = Match.objects.get(case=case, programme__slug="serious-illness", state="proposed")
    grant = Match.objects.get(case=case, fund__isnull=False, state="proposed")
    make.sharing_consent(cast, case, make.payer_of(match), later)
    make.sharing_consent(cast, case, make.payer_of(grant), later)
    for one in (match, grant):
        decisions.approve(match=one, amount=one.proposed_fen, reason="核实一致。", by=users["approver"], at=later)
    make.settle(later)
    partner_pages.append(pages_of(cast, "offered", match, grant))
    match = answers.accept(match=match, amount=match.proposed_fen, by=users["charity"], at=later)
    grant = answers.decline(match=grant, reason="本月额度已满", by=users["tea-fund"], at=later)
    Programme.objects.filter(pk=match.programme_id).update(last_report_on=now.date())
    gift = giving.start_gift(
        token=uuid4(),
        programme=match.programme,
        public_need=PublicNeed.objects.get(pk=need.pk),
        amount_fen=50 * Y,
        shown_as="anonymous",
        donor_name="",
        donor_contact="",
        invoice_title="",
        unrelated_declared=True,
        by=users["donor"],
        at=now,
    )
    giving.pay(gift=gift, channel="sandbox", return_url="/r/", cancel_url="/c/", at=now)
    payment = gift.payments.get()
    giving.capture(
        gift=gift,
        channel="sandbox",
        account=payment.account,
        object_id=payment.object_id or "po_1",
        amount_fen=gift.amount_fen,
        currency="CNY",
        at=now,
    )
    match = deliveries.disburse(match=match, by=users["charity"], at=later + timedelta(days=1))
    delivery = make.tell_delivery(match, later + timedelta(days=1, hours=1), note=CANARIES["delivery"])
    deliveries.confirm_delivery(
        delivery=delivery,
        method="witness",
        witness=CANARIES["witness"],
        by=users["charity"],
        at=later + timedelta(days=2),
    )
    make.settle(now)
    return Household(cast=cast, case=case, need=need, clue=clue, match=match, gift=gift, partner_pages=partner_pages)


def pages_of(cast, stage: str, *matches: Match) -> dict[str, str]:
    """What partners read about a household before they have accepted it."""
    found = {}
    for who in ("charity", "caseworker", "charity-qingping", "fund", "tea-fund", "finance"):
        client = Client(raise_request_exception=False)
        client.force_login(cast.users[who])
        paths = [
            "/partners/",
            "/partners/matches/",
            "/partners/cases/",
            "/partners/approvals/",
            "/partners/grants/",
            *[f"/partners/matches/{one.number}/" for one in matches],
        ]
        for path in [*paths, *[f"/en{one}" for one in paths]]:
            response = client.get(path)
            found[f"{stage}: {who} {path} {response.status_code}"] = flat(response)
    return found


# the searcher


def sightings(places: dict[str, str], values: dict[str, str] = CANARIES) -> list[str]:
    """Which canary was seen where, however it is written: plain, escaped, in capitals or as code points."""
    found = []
    for place, text in places.items():
        for name, value in values.items():
            spellings = {
                value,
                value.lower(),
                value.encode("unicode_escape").decode(),
                "".join(f"&#{ord(c)};" for c in value),
                value.encode().hex(),
            }
            if any(spelling in text for spelling in spellings):
                found.append(f"{name} in {place}")
    return found


def dump() -> dict[str, str]:
    """Every row of every table as text, encrypted columns as the bytes that a backup would hold."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = [name for (name,) in cursor.fetchall()]
        texts = {}
        for table in tables:
            cursor.execute(f'select t::text from "{table}" t')
            texts[table] = "\n".join(row for (row,) in cursor.fetchall())
    return texts


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src", "action", "hx-get") and value]


def crawled(client: Client, starts: list[str], most: int = 400) -> dict[str, str]:
    """All public pages that can be reached by following links from the starts."""
    todo, pages = list(starts), {}
    while todo and len(pages) < most:
        path = todo.pop(0)
        if path in pages or path.startswith(("/accounts/", "/static/", "/demo/", "/cms/")):
            continue
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        pages[path] = f"{response.status_code} {response.headers}\n{body.decode('utf-8', 'replace')}"
        if response.get("Location", "").startswith("/"):
            todo.append(response["Location"].split("#")[0])
        parser = Links()
        if "html" in response.get("Content-Type", ""):
            parser.feed(pages[path])
        todo += [link.split("#")[0] for link in parser.found if re.match(r"^/(?!/)", link)]
    return pages


def test_there_are_twenty_different_canaries_and_they_are_in_the_case_file(told):
    assert len(set(CANARIES.values())) == 20
    home = told.case.household
    head, spouse = Person.objects.filter(household=home).order_by("-is_head")
    sealed = [
        home.village_name,
        home.address,
        *[getattr(one, field) for one in (head, spouse) for field in ("name", "phone", "id_no")],
        head.bank_account,
        told.case.hospital,
        told.case.school,
        told.case.employer,
        told.clue.reporter_name,
        told.clue.reporter_phone,
        told.match.delivery.witness,
        told.match.delivery.note,
    ]
    kept = {opened(value) for value in sealed}
    words = [told.case.summary, told.clue.words, told.case.notes.get().text, told.case.verifications.get().note]
    kept |= set(re.findall("鸢尾暗码.", "".join(opened(value) for value in words)))
    assert kept == set(CANARIES.values())


def test_the_searcher_finds_what_is_planted(told):
    planted = {
        "page": f"<p>{CANARIES['name']}</p>",
        "json": '"\\u8d3a\\u5170\\u94c1\\u9e22"',
        "entity": "&#36154;&#20848;&#38081;&#40482;",
        "bytes": CANARIES["phone"].encode().hex(),
    }
    assert len(sightings(planted)) == 4
    with connection.cursor() as cursor:
        cursor.execute(
            "update needs_publicneed set title = %s, live = false where id = %s", [CANARIES["employer"], told.need.pk]
        )
    assert sightings(dump()) == ["employer in needs_publicneed"]


def test_a_planted_canary_on_a_page_is_found_by_the_crawl(told):
    told.match.programme.__class__.objects.filter(pk=told.match.programme_id).update(purpose=CANARIES["school"])
    pages = crawled(Client(), ["/programmes/serious-illness/"], most=1)
    assert sightings(pages) == ["school in /programmes/serious-illness/"]


def test_no_public_page_holds_one(told):
    slug = told.need.slug
    starts = [
        "/",
        "/en/",
        "/needs/",
        "/en/needs/",
        f"/needs/{slug}/",
        f"/en/needs/{slug}/",
        "/programmes/",
        "/en/programmes/",
        "/programmes/serious-illness/",
        "/robots.txt",
        "/sitemap.xml",
        "/feed/",
        "/no-such-page/",
        "/en/no-such-page/",
        "/report/",
        "/progress/",
        "/pledge/",
        f"/give/{slug}/",
        f"/give/result/{told.gift.token}/",
        f"/receipts/{told.gift.token}/",
        f"/needs/?q={CANARIES['hospital']}",
    ]
    pages = crawled(Client(raise_request_exception=False), starts)
    asked = f"/needs/?q={CANARIES['hospital']}"
    pages.pop(asked, None)  # what somebody typed is echoed to them and to nobody else
    answered = [path for path, text in pages.items() if text.startswith("200")]
    assert len(answered) >= 20
    assert f"/needs/{slug}/" in answered and "/" in answered
    assert [path for path, text in pages.items() if text.startswith("5")] == []
    pages = {path: text for path, text in pages.items() if "q=" not in path}
    assert sightings(pages) == []


def test_no_page_of_a_signed_in_donor_holds_one(told):
    client = Client(raise_request_exception=False)
    client.force_login(told.cast.users["donor"])
    pages = crawled(client, ["/my/", f"/my/gifts/{told.gift.number}/", f"/needs/{told.need.slug}/"], most=60)
    assert sum(text.startswith("200") for text in pages.values()) >= 5
    assert sightings(pages) == []


def test_partners_read_no_name_before_they_have_accepted(told):
    before, offered = told.partner_pages
    pages = {**before, **offered}
    assert sum(" 200" in place for place in pages) >= 12
    assert sum(told.match.number in text for text in offered.values()) >= 2  # they do see the match itself
    assert sightings(pages) == []


def test_no_log_line_holds_one(told):
    assert len(told.logged) > 100
    assert sightings({f"line {number}": line for number, line in enumerate(told.logged)}) == []


def test_mail_holds_none_and_a_short_message_only_its_own_address(told):
    assert sightings({one[:40]: one for one in told.mails}) == []
    assert len(told.messages) >= 2
    for message in told.messages:
        address, _line, text = message.partition("\n")
        assert address == CANARIES["phone"]
        assert sightings({"message": text}) == []


def test_news_audit_rows_and_notifications_hold_none(told):
    tables = dump()
    assert OutboxEvent.objects.count() > 20
    named = [
        name
        for name in tables
        if re.search("outbox|audit|notification|session|cache|publicneed|publicstep|revision", name)
    ]
    assert len(named) >= 7
    assert all(tables[name] for name in named if name in ("audit_auditevent", "outbox_outboxevent"))
    assert sightings({name: tables[name] for name in named}) == []


def test_a_raw_dump_of_every_column_holds_none(told):
    tables = dump()
    assert len(tables) > 60 and sum(len(text) for text in tables.values()) > 100_000
    assert sightings(tables) == []


def test_files_on_disk_are_sealed(told):
    files = list(PrivateFile.objects.all())
    assert files
    for one in files:
        [path] = list(Path(settings.PRIVATE_ROOT).rglob(f"*{one.pk}*")) or list(
            Path(settings.PRIVATE_ROOT).rglob(f"*{one.pk.hex}*")
        )
        assert not path.read_bytes().startswith(b"\xff\xd8")  # not a readable picture
