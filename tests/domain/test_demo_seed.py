"""The invented city: it holds its invariants, is the same twice, changes nothing when run again, and names nobody real."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from common import invariants
from common.audit.models import AuditEvent
from common.files.models import PrivateFile
from common.ids import resident_id_errors, uscc_errors
from common.outbox.models import OutboxEvent
from common.sealed import opened
from demo import cut, names, scenarios
from demo.bulk.office import Audit
from demo.management.commands import prepare_demo, seed_demo
from demo.models import Chapter
from demo.scenarios import ELSEWHERE, SCENES, WAITING
from demo.seed import AnotherCity, City, seed
from desk.sections import RAIL
from donations.models import Gift, Pledge, Receipt
from funds.ledger import checks
from matching.models import Delivery, Match, Run
from needs.models import Case, Clue, DuplicateFinding, Person
from organisations.models import Organisation, User
from publication.invariants import public_words_pass_the_gate_of_today
from publication.models import PublicNeed
from tests import clock
from tests.domain.invariant_breaks import BREAKS
from tests.factories import waiting
from tests.factories.ledger import execute

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(fresh_db_module: str, django_db_blocker: DjangoDbBlocker) -> Iterator[City]:
    """One small city for the module; tests that write roll back."""
    with django_db_blocker.unblock():
        yield seed(size="small", seed=1)


@pytest.fixture(autouse=True)
def _open(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def first(city: City) -> dict[str, list]:
    """What was made, noted before another database comes into play."""
    return fingerprint()


def row_counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(" union all ".join(f"select '{name}', count(*) from \"{name}\"" for name in tables))
        return dict(cursor.fetchall())


def fingerprint() -> dict[str, list]:
    return {
        "cases": list(Case.objects.order_by("number").values_list("number", "cause", "state")),
        "clues": list(Clue.objects.order_by("number").values_list("number", "state")),
        "needs": list(PublicNeed.objects.order_by("slug").values_list("slug", "title", "need_fen", "gifts_fen")),
        "matches": list(Match.objects.order_by("number").values_list("number", "state", "proposed_fen")),
        "gifts": list(Gift.objects.order_by("number").values_list("number", "amount_fen", "state")),
        "receipts": list(Receipt.objects.order_by("number").values_list("number", "code")),
    }


def test_the_invariants_hold(city):
    assert invariants.broken() == []


def test_each_invariant_has_a_damage_that_only_it_is_about():
    assert [one.name for one in invariants.stated()] == sorted(BREAKS)


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_control_an_invariant_finds_its_damage(name, city):
    [one] = [one for one in invariants.stated() if one.name == name]
    with transaction.atomic():
        execute("set local session_replication_role = replica")
        BREAKS[name]()
        assert len(list(one.check())) >= 1
        transaction.set_rollback(True)
    assert list(one.check()) == []


def test_the_command_counts_each_invariant(city, capsys):
    call_command("check_invariants")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [["0", f"{name}:"] for name in sorted(BREAKS)]
    assert lines[-1] == f"{len(BREAKS)} invariants hold."


def test_the_command_ends_with_one_when_an_invariant_is_broken(city, capsys):
    name = "needs.a_case_goes_forward_in_time"
    with transaction.atomic():
        execute("set local session_replication_role = replica")
        BREAKS[name]()
        with pytest.raises(SystemExit) as ended:
            call_command("check_invariants")
        transaction.set_rollback(True)
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert [line for line in said.out.splitlines() if name in line][0].split()[0] == "1"
    assert "invariants are broken" in said.err


def test_nothing_younger_than_the_cut_is_written_past_the_services(city):
    """Each case that was reported after it left its news behind, as only the services do."""
    young = Case.objects.filter(clues__received_at__gt=cut.of(city.day), clues__state="opened")
    opened = set(OutboxEvent.objects.filter(topic="case.opened").values_list("payload__case_id", flat=True))
    assert {str(pk) for pk in young.values_list("pk", flat=True)} - opened == set()
    assert young.exists() and len(opened) < Case.objects.count()


def test_control_an_act_after_the_cut_is_refused_as_a_row(city):
    audit, case = Audit(city.day), Case.objects.first()
    audit.add(None, "need.closed", case, cut.of(city.day))
    with pytest.raises(cut.TooYoung):
        audit.add(None, "need.closed", case, cut.of(city.day) + timedelta(seconds=1))


def test_the_books_balance(city):
    assert checks.faults() == []


def test_running_it_again_changes_no_row(city):
    before = row_counts()
    seed(size="small", seed=1)
    assert row_counts() == before


def test_a_broken_run_is_continued_by_the_next_and_the_same_seed_makes_the_same_city(
    first, city, fresh_db, monkeypatch
):
    """In a database of its own: numbers, addresses, texts and amounts, also where the services choose them."""

    def power_cut(stage):
        scenarios.red_call(stage)
        raise KeyboardInterrupt

    broken = [(number, power_cut if number == 10 else scene, cases) for number, scene, cases in SCENES]
    monkeypatch.setattr(scenarios, "SCENES", broken)
    with pytest.raises(KeyboardInterrupt):
        seed(size="small", seed=1, as_of=city.day)
    assert not Chapter.objects.filter(key__in=["scenario-10", "news"]).exists()
    assert not prepare_demo.Command.seeded("small")
    monkeypatch.setattr(scenarios, "SCENES", SCENES)
    seed(size="small", seed=1, as_of=city.day)
    assert prepare_demo.Command.seeded("small")
    assert fingerprint() == first
    assert invariants.broken() == []


def test_a_city_of_another_size_seed_or_day_does_not_fit_in(city):
    before = row_counts()
    for other in ({"size": "city"}, {"seed": 2}, {"as_of": city.day - timedelta(days=3)}):
        with pytest.raises(AnotherCity):
            seed(**{"size": "small", "seed": 1, **other})
    assert row_counts() == before


def test_a_day_long_ago_is_refused(fresh_db):
    with pytest.raises(AnotherCity, match="60 days"):
        seed(size="small", as_of=clock.today() - timedelta(days=61))


def test_every_live_text_passes_the_gate_with_its_own_file_in_hand(city):
    live = PublicNeed.objects.filter(live=True)
    assert live.count() >= 15
    assert list(public_words_pass_the_gate_of_today()) == []
    assert all(len(need.title) <= 40 and len(need.story) <= 200 for need in PublicNeed.objects.all())


def test_a_list_of_needs_does_not_look_cloned(city):
    stories = [need.story for need in PublicNeed.objects.filter(live=True)]
    assert len(set(stories)) >= len(stories) * 0.9


def test_people_are_nobody(city):
    people = list(Person.objects.all())
    ids = [opened(one.id_no) for one in people if one.id_no]
    assert ids and all(number.startswith("99") and resident_id_errors(number) == [] for number in ids)
    phones = {opened(one.phone) for one in people if one.phone} | {
        opened(clue.household_phone) for clue in Clue.objects.all() if clue.household_phone
    }
    assert all(phone.startswith("000") and len(phone) == 11 for phone in phones)
    accounts = [opened(one.bank_account) for one in people if one.bank_account]
    assert accounts and not any(names.luhn_holds(number) for number in accounts)


def test_bodies_and_accounts_are_marked(city):
    codes = [body.uscc for body in Organisation.objects.exclude(uscc=None)]
    assert codes and all(code[2:4] == "99" and uscc_errors(code) == [] for code in codes)
    assert not User.objects.exclude(is_demo=True).exists()
    assert all(user.email.endswith("@demo.zhouji.invalid") for user in User.objects.all())


def test_violence_at_home_is_never_public(city):
    assert Case.objects.filter(cause="HC14").exists()
    assert not Case.objects.filter(cause="HC14", public_need__isnull=False).exists()


def test_every_named_situation_stands_or_says_what_it_waits_for():
    made = {number for number, _scene, _cases in SCENES}
    assert made | set(WAITING) | set(ELSEWHERE) == set(range(1, 26))
    assert all(WAITING.values())


def test_everybody_has_something_to_do_today(city):
    for key in ("clerk", "reviewer", "approver", "city-approver"):
        user = User.objects.get(pk=city.cast.users[key].pk)
        assert waiting.figure(RAIL, "desk:home", user, city.now) > 0, key
    assert DuplicateFinding.objects.filter(decision="").exists()
    states = set(Match.objects.values_list("state", flat=True))
    assert {"proposed", "offered", "accepted", "verified"} <= states
    assert Delivery.objects.filter(confirmed_at__isnull=True).exists() or "delivered" in states
    assert Pledge.objects.filter(state="expired").exists()


def test_runs_carry_a_computed_certificate(city):
    runs = Run.objects.all()
    assert runs and all(run.finished_at and run.primal == run.dual for run in runs)


def test_audit_rows_of_staff_answer_with_a_name(city):
    labels = set(AuditEvent.objects.values_list("actor_label", flat=True))
    assert "陈立夏" in labels and "何云川" in labels and "" not in labels


def test_the_command_says_what_it_made(city, capsys):
    call_command("seed_demo", size="small", seed=1, as_of=str(city.day))
    assert "all invariants hold" in capsys.readouterr().out


def test_the_command_ends_with_an_error_when_an_invariant_is_broken(city, monkeypatch, capsys):
    monkeypatch.setattr(seed_demo, "broken", lambda: ["books: one fen is missing"])
    with pytest.raises(CommandError):
        call_command("seed_demo", size="small", seed=1)


def test_few_files_are_kept(city):
    assert 0 < PrivateFile.objects.count() < 40
