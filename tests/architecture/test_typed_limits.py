"""No sentence on a page says how long something may take in figures of its own: a county may set another limit.

What is typed all the same is told here with its reason, place by place. A sentence that names a time limit takes it from
`policy`: `{% time_limit "match.deliver" county as t %}`, or `length(…)` in Python.
"""

import re
from collections import Counter
from pathlib import Path

from tests.architecture.sources import ROOT, production_files

TYPED = re.compile(
    r"(?<![那哪])[0-9一二三四五六七八九十两]+\s*(?:[—–-]|至|到)?\s*[0-9]*\s*(?:个工作日|小时|分钟|天(?!晚)|日内|个月|周内)"
)
SENTENCE = re.compile(
    r"""\{%\s*(?:translate|trans)\s+(["'])(.*?)\1|\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate""", re.S
)
GETTEXT = re.compile(r"""\b(?:_|gettext|gettext_lazy|ngettext|pgettext|pgettext_lazy)\(\s*(["'])(.*?)(?<!\\)\1""", re.S)
TYPED_ALL_THE_SAME = {
    # how soon help is needed: what a colour means, not what an office promises
    "needs/causes.py": 6,
    # how much somebody may do in a week, in one visit or in one hour: no clock runs
    "programmes/volunteers/hours.py": 1,
    "programmes/volunteers/checks.py": 1,
    "volunteering/services.py": 3,
    "site/partners/forms/volunteers.py": 1,
    "site/portal/views/complaints.py": 1,
    "site/portal/views/notices.py": 1,
    "site/portal/views/pay.py": 1,
    "site/portal/views/report.py": 1,
    "privacy/limits.py": 1,
    "privacy/audit_verbs.py": 1,
    # how long the machine asks somebody to wait, or waits itself
    "site/portal/templates/portal/verify.html": 1,
    "site/portal/templates/portal/progress/code.html": 1,
    "site/portal/views/complaint_progress.py": 1,
    "site/portal/views/progress.py": 1,
    "site/portal/templates/portal/give/_state_processing.html": 1,
    "site/portal/templates/portal/give/sandbox.html": 1,
    "site/desk/templates/desk/reports/check.html": 1,
    "organisations/sms.py": 1,
    # a floor under what an enterprise may choose for itself
    "funds/checks.py": 1,
    # how long a consent may be given for, as choices
    "site/desk/forms/verification.py": 3,
    # how long filling in a form takes
    "site/partners/templates/partners/fund_start.html": 1,
    "site/portal/templates/portal/report/doors.html": 1,
    # banks and payment providers, not we
    "site/portal/words.py": 2,
    "site/portal/templates/portal/give/_state_awaiting_charity.html": 1,
    # the statute for everybody, cited beside it (慈善法 79)
    "site/partners/templates/partners/programme_report.html": 3,
    # the window of a count, a constant beside it
    "site/partners/templates/partners/_rule_outlook.html": 5,
    # the patterns page: examples of components
    "site/templates/patterns.html": 4,
    "site/templates/patterns_workspace.html": 1,
}


def sentences(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return [found[2] or found[3] for found in SENTENCE.finditer(text)]
    return [found[2] for found in GETTEXT.finditer(text)]


def files() -> list[Path]:
    kept = [
        path for path in ROOT.rglob("*.html") if not {"node_modules", ".venv", "demo", "tests", "var"} & set(path.parts)
    ]
    return [*kept, *(path for path in production_files() if "policy" not in path.relative_to(ROOT).parts)]


def test_no_sentence_types_a_time_limit():
    found: Counter[str] = Counter()
    for path in files():
        name = str(path.relative_to(ROOT))
        found[name] += sum(len(TYPED.findall(sentence)) for sentence in sentences(path))
    assert {name: count for name, count in found.items() if count} == TYPED_ALL_THE_SAME


def test_control_the_search_finds_limits_in_templates_and_in_code(tmp_path):
    page, code = tmp_path / "a.html", tmp_path / "a.py"
    page.write_text('{% translate "三个工作日内答复" %}{% blocktranslate %}{{ x }} 10 天内{% endblocktranslate %}')
    code.write_text('x = _("1—3 个工作日内答复")\ny = "3 天"\n')
    assert [len(TYPED.findall(one)) for one in sentences(page)] == [1, 1]
    assert [len(TYPED.findall(one)) for one in sentences(code)] == [1]
