"""Every clock comes from `policy/`: no length of time is written out in a room, and no seeded clock waits for a caller."""

import ast
from collections import Counter

from policy.clocks import Clock
from tests.architecture.sources import ROOT, domain_files, module_name, production_files

# What the machine needs for itself, by file: each with what it is. Nothing a family, a partner or an officer waits for.
TECHNICAL = {
    "common/calendar.py": "the calendar itself: the next day, the day before",
    "common/audit/events.py": "how often the log is sealed",
    "common/outbox/services.py": "the pause before news is tried again",
    "donations/gateway/port.py": "how long a provider's page and our hold on a need live",
    "donations/services/inbox.py": "when the provider is asked without an event",
    "search/health.py": "when the index counts as behind",
    "search/documents.py": "microseconds since the epoch",
    "funds/ledger/management/commands/check_ledger.py": "how old a sum must be to be checked",
    "casework/early_warning/emerging_signals.py": "a week of the detectors' statistics",
    "casework/referrals/services/supervision.py": "how far the reminder's query looks ahead",
    "volunteering/rules.py": "a calendar week",
    "privacy/limits.py": "the hour and the day in which openings are counted",
}
UNITS = {"weeks", "days", "hours", "minutes", "seconds", "microseconds"}


def written_out(call: ast.Call) -> bool:
    """`timedelta(days=3)`, `timedelta(3)` or `add_working_days(at, 3)`: a length that somebody typed."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name == "timedelta":
        given = [*call.args, *(one.value for one in call.keywords if one.arg in UNITS)]
        return any(isinstance(one, ast.Constant) for one in given)
    return name == "add_working_days" and any(isinstance(one, ast.Constant) for one in call.args[1:])


def lengths_typed() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in domain_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and written_out(node):
                found[str(path.relative_to(ROOT))] += 1
    return found


def test_no_room_writes_a_length_of_time_out():
    found = lengths_typed()
    assert set(found) - set(TECHNICAL) == set()
    assert set(TECHNICAL) - set(found) == set(), "these hold none any more"


def test_working_days_are_counted_in_policy_and_where_a_notice_or_an_agreement_has_its_own():
    users = {
        str(path.relative_to(ROOT))
        for path in production_files()
        if "add_working_days(" in path.read_text(encoding="utf-8")
    }
    assert users == {
        "common/calendar.py",
        "policy/lengths.py",
        "publication/notices/services/notices.py",  # the days that the notice itself has stored
        "publication/notices/services/objections.py",  # what was left of them
        "matching/decisions/services.py",  # what the fund's agreement says
    }


def test_every_clock_has_a_caller():
    users: dict[str, set[str]] = {one.name: set() for one in Clock}
    for path in production_files():
        if module_name(path).startswith("policy."):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Clock":
                users[node.attr].add(str(path))
    assert {name for name, files in users.items() if not files} == set()
