"""Every address × method × actor, against real rows: who gets what is written in `access_table.py`, line by line.

A stranger finds nothing (404), a colleague without the permission is refused (403), a visitor is sent to sign in. A
refused request writes nothing and tells nothing. An address that is not in the table fails.

To write the lines of new addresses: `ACCESS_WRITE=/tmp/lines.txt pytest tests/privacy/test_access_matrix.py`, read them
against roles.py, then paste them into the table.
"""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.template.base import Template
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation

from tests import clock
from tests.factories import cases as make
from tests.privacy import access_world
from tests.privacy.access_table import ARGS, CMS_OPEN, GROUPS, LEAST, POSTS, TABLE
from tests.privacy.access_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

REFUSED = {"login", "mfa", "403", "404", "405"}
DEAD_ENDS = {
    "403",
    "404",
}  # a link that only asks for a sign-in leads somewhere; one that POSTs is not in these answers
OWN_WORDS = ("desk:reports", "desk:report", "desk:report_answer")  # what somebody reads that they wrote themselves
BOOKKEEPING = ("django_session", "django_cache", "cache_table")  # a session is not a row of ours
NARROW = (
    "anonymous",
    "donor",
    "suspended",
    "no_mfa",
    "clerk",
    "approver",
    "auditor",
    "charity",
    "fund",
    "editor",
    "other_coordinator",
    "other_charity",
)
SAMPLE = {
    "pk": "1",
    "page_id": "1",
    "parent_page_id": "1",
    "app_label": "needs",
    "model_name": "publicneed",
    "app_name": "needs",
    "action": "delete",
    "action_name": "x",
    "key": "abc",
    "uidb64": "MQ",
    "token": "abc",
    "content_type_app_name": "pages",
    "content_type_model_name": "homepage",
    "object_id": "1",
    "filter_spec": "original",
}
NO_UUID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def world(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        yield access_world.build(clock.now())


def walk(resolver=None, spaces: tuple[str, ...] = (), before: str = "") -> Iterator[tuple[str, str]]:
    """(name with its namespaces, pattern) of every address of the site."""
    for one in (resolver or get_resolver()).url_patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one, (*spaces, one.namespace) if one.namespace else spaces, pattern)
        else:
            yield ":".join((*spaces, one.name or "")), pattern


def ours() -> list[str]:
    """Names of the addresses of this project's own packages."""
    foreign = ("cms/", "accounts/", "documents/", "_util/", "^(", "hooks/", "demo/")
    return [name for name, pattern in walk() if not pattern.startswith(foreign)]


def listed() -> list[str]:
    """Those that the table knows; the others fail a test of their own."""
    return [name for name in dict.fromkeys(ours()) if name in TABLE]


def filled(pattern: str) -> str:
    """An address of a foreign pattern, each part filled with something plausible."""
    path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda part: SAMPLE.get(part[1], "1"), pattern)
    path = re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: NO_UUID if part[1] == "uuid" else SAMPLE.get(part[2], "1"), path)
    path = path.replace(r"(\d+)/(.*)", "1/x").replace(r"\.\.\.", "...").replace("^.*/$", "x/")
    return "/" + re.sub(r"[\^$\\]", "", path).replace("((?:[w-]+/)*)", "")


def address(name: str, world: World) -> str:
    with translation.override("zh-hans"):  # an English request before this one must not lend it its prefix
        return reverse(name, args=[_value(spec, world) for spec in ARGS.get(name, ())])


def _value(spec: str, world: World) -> str:
    if "." not in spec:
        return spec
    row, *path = spec.split(".")
    value = world.rows[row]
    for step in path:
        value = getattr(value, step)
    return str(value)


def words(response) -> str:
    """The answer as one word of the table."""
    to = response.get("Location", "")
    if response.status_code in (301, 302):
        return "login" if "/accounts/login" in to or "/cms/login" in to else "mfa" if "/2fa/" in to else "302"
    return str(response.status_code)


@pytest.fixture(autouse=True)
def _unwatched(caplog, monkeypatch, settings) -> None:
    """Ten thousand refusals are this module's purpose: none needs its traceback written down, nor a copy of every
    template's context kept, as Django's test client does for tests that ask for it, nor its session read from a table."""
    caplog.set_level(logging.CRITICAL, logger="django.request")
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"


class Watched:
    """One actor's browser. Whatever a request does is taken back; what it wrote is remembered."""

    def __init__(self, user) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None and user.is_active:
            self.client.force_login(user)
        elif user is not None:  # suspended while signed in
            user.is_active = True
            self.client.force_login(user)
        self.writes: list[str] = []
        self.body = ""
        self.untouched: str | None = None

    def ask(self, method: str, path: str) -> str:
        self.writes, self.untouched = [], None
        with connection.execute_wrapper(self._note):
            response = self.client.generic(method, path, secure=False)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        if self.untouched:
            transaction.savepoint_rollback(self.untouched)
            transaction.savepoint_commit(self.untouched)
        transaction.set_rollback(False)
        self.body = body.decode("utf-8", "replace") + str(response.headers)
        return words(response)

    def _note(self, execute, sql, params, many, context):
        verb = sql.lstrip().split(" ", 1)[0].upper()
        if verb != "SELECT" and not self.untouched:  # most requests only read and need no way back
            self.untouched = "on its way"
            self.untouched = transaction.savepoint()
        if verb in ("INSERT", "UPDATE", "DELETE") and not any(one in sql for one in BOOKKEEPING):
            self.writes.append(sql[:80])
        return execute(sql, params, many, context)


@contextmanager
def collected() -> Iterator[list[str]]:
    faults: list[str] = []
    yield faults
    assert faults == [], f"{len(faults)} faults:\n" + "\n".join(faults[:60])


def refused_cleanly(seen: Watched, what: str, faults: list[str]) -> None:
    if seen.writes:
        faults.append(f"{what}: refused, and wrote {seen.writes[0]}")
    if told := [value for value in make.CANARIES.values() if value in seen.body]:
        faults.append(f"{what}: refused, and told {told[0]}")


def disclosed_openly(seen: Watched, what: str, faults: list[str]) -> bool:
    """A page that tells a canary has written into the log that it did; whether it told one."""
    told = [name for name, value in make.CANARIES.items() if value in seen.body]
    if told and not any("audit_auditevent" in one for one in seen.writes):
        faults.append(f"{what}: told {told} and no row says so")
    return bool(told)


def links(body: str) -> set[str]:
    """Where a page's anchors lead, without query and fragment."""
    return set(re.findall(r'<a\b[^>]*?href="(/[^"?#]*)', body))


def expected(line: str, actors) -> dict[str, str]:
    """`200 clerk reviewer; 404 other_clerk; 403 *` → the answer for each actor."""
    answers: dict[str, str] = {}
    rest = ""
    for group, meaning in GROUPS.items():
        line = re.sub(rf"\b{group}\b", meaning, line)
    for part in line.split(";"):
        code, *names = part.split()
        if names == ["*"]:
            rest = code
        else:
            answers.update(dict.fromkeys(names, code))
    unknown = set(answers) - set(actors)
    assert not unknown, f"the table names nobody called {sorted(unknown)}"
    return {name: answers.get(name, rest) for name in actors}


def written(answers: dict[str, str]) -> str:
    """The shortest line for these answers; the commonest becomes the rest."""
    by_code: dict[str, list[str]] = {}
    for name, code in answers.items():
        by_code.setdefault(code, []).append(name)
    rest = max(by_code, key=lambda code: len(by_code[code]))
    parts = [f"{code} {' '.join(names)}" for code, names in sorted(by_code.items()) if code != rest]
    return "; ".join([*parts, f"{rest} *"])


def browsers(world: World, names=None) -> dict[str, Watched]:
    return {name: Watched(user) for name, user in world.actors.items() if names is None or name in names}


def test_every_address_of_ours_is_in_the_table():
    assert {name for name in ours() if name not in TABLE} == set()
    assert {name for name in TABLE if name not in set(ours())} == set()
    assert len(ours()) >= LEAST["ours"]


def test_the_matrix_of_our_addresses(world):
    only = os.environ.get("ACCESS_ONLY", "")  # while writing a line: the addresses that fit this pattern
    seen, count, told, lines = browsers(world), 0, 0, []  # each browser signs in before the digest is taken
    answers, offered = {}, {}
    before = make.everything()
    with collected() as faults:
        for name in listed():
            path = address(name, world)
            if only and not re.search(only, name):
                continue
            for method, table in (("GET", TABLE), ("POST", POSTS)):
                wanted = expected(table.get(name, "? *"), world.actors)
                got = {}
                for who, browser in seen.items():
                    got[who] = code = browser.ask(method, path)
                    if code != wanted[who]:
                        faults.append(f"{method} {name} {who}: {code}, the table says {wanted[who]}")
                    if method == "GET":
                        answers[who, path] = code
                    if code in REFUSED:
                        refused_cleanly(browser, f"{method} {name} {who}", faults)
                        continue
                    for link in links(browser.body):
                        offered.setdefault((who, link), name)
                    if name not in OWN_WORDS:
                        told += disclosed_openly(browser, f"{method} {name} {who}", faults)
                count += len(got)
                lines.append(f'    "{name}": "{written(got)}",')
            _write(lines)
        checked = [(who, link) for who, link in offered if (who, link) in answers]
        for who, link in checked:
            if answers[who, link] in DEAD_ENDS:
                faults.append(f"{offered[who, link]} offers {who} a link to {link}, which answers {answers[who, link]}")
    after = make.everything()
    assert {table for table in before if before[table] != after[table]} <= {"django_session"}
    assert only or count >= LEAST["requests"]
    assert only or told >= LEAST["disclosures"]
    assert only or len(checked) >= LEAST["links"]


def _write(lines: list[str]) -> None:
    if target := os.environ.get("ACCESS_WRITE"):
        gets, posts = lines[::2], lines[1::2]
        Path(target).write_text("\n".join(["TABLE", *gets, "POSTS", *posts]), encoding="utf-8")


def test_other_methods_are_known_to_no_page_of_ours(world):
    seen, count = browsers(world, NARROW), 0
    with collected() as faults:
        for name in listed():
            path = address(name, world)
            for who, browser in seen.items():
                for method in ("PUT", "PATCH", "DELETE"):
                    code = browser.ask(method, path)
                    count += 1
                    if code != "405":
                        faults.append(f"{method} {name} {who}: {code}")
                    refused_cleanly(browser, f"{method} {name} {who}", faults)
    assert count >= 3 * len(NARROW) * LEAST["ours"]


def test_the_editing_rooms_keep_the_methods_that_their_scripts_send(world):
    client = Client()
    client.force_login(world.actors["editor"])
    assert client.patch("/cms/dismissibles/", {}, content_type="application/json").status_code == 200
    assert client.patch("/needs/", {}, content_type="application/json").headers["Allow"] == "GET, HEAD, POST"


def test_the_same_holds_under_the_english_addresses(world):
    """The language prefix is no way around a door: the second factor, the sign-in, the 404."""
    seen = browsers(world, ("anonymous", "donor", "no_mfa", "clerk", "other_coordinator", "other_charity"))
    with collected() as faults:
        for name in listed():
            path = address(name, world)
            if path == "/robots.txt":
                continue
            readings = expected(TABLE[name], world.actors)  # the matrix itself asked
            for who, browser in seen.items():
                chinese, english = readings[who], browser.ask("GET", f"/en{path}")
                if chinese != english:
                    faults.append(f"{name} {who}: {chinese} in Chinese, {english} in English")


def test_nobody_but_page_editors_enters_the_editing_rooms(world):
    seen = browsers(world, NARROW)
    patterns = [pattern for _name, pattern in walk() if pattern.startswith("cms/") and pattern not in CMS_OPEN]
    inside = 0
    with collected() as faults:
        for pattern in patterns:
            path = filled(pattern)
            for who, browser in seen.items():
                for method in ("GET", "POST"):
                    code = browser.ask(method, path)
                    if who == "editor":  # what an editor may break with a form of nonsense is Wagtail's own
                        inside += code == "200"
                    elif code not in REFUSED:
                        faults.append(f"{method} {path} {who}: {code}")
                    if code in REFUSED:
                        refused_cleanly(browser, f"{method} {path} {who}", faults)
    assert len(patterns) >= LEAST["cms"] and inside >= 15


def test_sign_in_pages_show_nothing_of_others_and_never_fall_over(world):
    seen = browsers(world, NARROW)
    patterns = [pattern for _name, pattern in walk() if pattern.startswith(("accounts/", "documents/", "_util/"))]
    with collected() as faults:
        for pattern in patterns:
            for who, browser in seen.items():
                for method in ("GET", "POST"):
                    code = browser.ask(method, filled(pattern))
                    if code.startswith("5"):
                        faults.append(f"{method} {filled(pattern)} {who}: {code}")
                    refused_cleanly(browser, f"{method} {filled(pattern)} {who}", faults if code in REFUSED else [])
    assert len(patterns) >= LEAST["accounts"]


def test_staff_without_a_second_factor_see_no_page_of_a_workspace(world):
    browser, entered = Watched(world.actors["no_mfa"]), 0
    for name in listed():
        path = address(name, world)
        if path.startswith(("/desk/", "/partners/", "/workspace/")):
            assert {browser.ask(method, path) for method in ("GET", "POST")} == {"mfa"}, name
            assert browser.ask("GET", f"/en{path}") == "mfa"
            entered += 1
    assert entered >= 80
    assert browser.ask("GET", "/cms/") == "mfa"


def test_the_demo_exception_is_a_flag_of_the_user_and_of_the_settings(world, settings):
    coordinator = Watched(world.actors["coordinator"])
    assert coordinator.ask("GET", "/desk/") == "200"
    settings.IS_DEMO = False
    assert coordinator.ask("GET", "/desk/") == "mfa"


def test_an_empty_form_for_a_sign_in_code_is_told_so(world):
    browser = Watched(None)
    assert browser.ask("POST", "/accounts/login/code/") == "200"
    assert "请填写“电子邮件”。" in browser.body


def test_a_role_that_ends_ends_at_the_next_request(world):
    clerk = world.actors["clerk"]
    browser, path = Watched(clerk), address("desk:case", world)
    assert browser.ask("GET", path) == "200"
    with transaction.atomic():
        clerk.memberships.update(ended_at=clock.now())
        assert browser.ask("GET", path) == "403"
        transaction.set_rollback(True)


def test_a_foreign_row_and_a_missing_one_look_the_same(world):
    """Same code, same length: an address tells nobody whether a number exists."""
    for who, name in (
        ("other_clerk", "desk:case"),
        ("other_charity", "partners:match"),
        ("other_clerk", "desk:clue"),
        ("other_fund", "partners:fund"),
    ):
        browser, path = Watched(world.actors[who]), address(name, world)
        nowhere = f"{path[:-2]}{'1' if path[-2] != '1' else '2'}/"  # nobody's number, of the same length
        foreign = browser.ask("GET", path), len(browser.body)
        gone = browser.ask("GET", nowhere), len(browser.body)
        assert (foreign[0], gone[0]) == ("404", "404")
        assert abs(foreign[1] - gone[1]) <= 4, name


def test_each_role_does_its_work(world):
    """The allow side: a table of refusals alone would be passed by a site that is shut."""
    for who, name in (
        ("clerk", "desk:case"),
        ("reviewer", "desk:case_gap"),
        ("coordinator", "desk:matches"),
        ("approver", "desk:match"),
        ("approver", "desk:text"),
        ("auditor", "desk:audit"),
        ("grid", "desk:reports"),
        ("charity", "partners:match"),
        ("caseworker", "partners:delivery"),
        ("fund", "partners:fund"),
        ("finance", "partners:grants"),
        ("donor", "portal:my"),
    ):
        assert Watched(world.actors[who]).ask("GET", address(name, world)) == "200", (who, name)
