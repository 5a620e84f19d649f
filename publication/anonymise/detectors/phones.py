"""Mobile and fixed-line numbers. Public hotlines (12345, 12349, 110, 119, 120, 122) are shorter than any of these."""

import re
from collections.abc import Iterator

from ..findings import BLOCK, WARN, Finding
from ..normalise import Form, Forms
from .runs import Run, runs

#: 13x–19x, or the demonstration's undiallable 000 + 8 digits (domain reference §7.5).
_MOBILE = re.compile(r"(?:(?:0086|086|86|17951|12593|0)?(1[3-9]\d{9})|(000\d{8}))\Z")
_WINDOW = re.compile(r"(?=(1[3-9]\d{9}|000\d{8}))")
_FIXED = re.compile(r"(?:86)?0(?:10|2\d|[3-9]\d{2})\d{7,8}\Z|[48]00\d{7}\Z")
_EXTENSION = re.compile(r"(?:转|-|#)\s*(?:分机)?\d{1,6}")
_CALL = re.compile(
    r"(?:电话|固话|座机|致电|拨打|联系|热线|手机|来电|号码|tel|phone|call|☎|📞|📱)\D{0,6}\Z", re.IGNORECASE
)
_MASKED = re.compile(r"(?<![\dA-Za-z])(?:1[3-9]\d|000|0\d{2,3}-?)\d{0,4}[*●•○■█_#xX]{3,8}\d{0,4}(?![\dA-Za-z*])")
_TAIL = re.compile(r"(?:手机|电话|号码)?(?:尾号|后四位|末四位|末尾)\D{0,4}\d{4}(?!\d)")
#: 「前三位138，中间0013，后面8000」
_TOLD = re.compile(r"前[三四3-4]位\D{0,6}\d{3,4}\D{1,8}\d{4}\D{1,8}\d{4}")
_ANSWERED = re.compile(r"\D{0,4}(?:座机|固话|电话|打不通|可联系)")
_LOCAL = re.compile(r"(?<!\d)\d{3,4}[- ]\d{4}(?!\d)|(?<!\d)\d{7,8}(?!\d)")


def detect(forms: Forms) -> Iterator[Finding]:
    for form in (forms.light, forms.heavy):
        for run in runs(form, 10):
            yield from _in_run(run)
    light = forms.light
    for match in _MASKED.finditer(light.text):
        if 10 <= len(match[0].replace("-", "")) <= 13:
            yield Finding(*light.span(*match.span()), "mobile", BLOCK)
    for match in _TAIL.finditer(light.text):
        yield Finding(*light.span(*match.span()), "mobile", WARN)
    for match in _TOLD.finditer(light.text):
        yield Finding(*light.span(*match.span()), "mobile", BLOCK)
    yield from _local(light)


def is_phone(digits: str) -> bool:
    """The whole of it, country code and dialling prefix included."""
    return bool(_MOBILE.match(digits) or _FIXED.match(digits))


def _in_run(run: Run) -> Iterator[Finding]:
    if run.is_listing():
        return
    found = False
    for start, end in run.aligned():
        window = run.digits[start:end]
        if match := _MOBILE.match(window):
            found = True
            yield Finding(*run.span(start + (match.start(1) if match[1] else 0), end), "mobile", BLOCK)
        elif _FIXED.match(window):
            found = True
            yield Finding(*run.span(start, end), "landline", BLOCK)
            yield from _extension(run, end)
        elif len(window) == 11 and not run.broken and _CALL.search(run.before()):
            found = True
            yield Finding(*run.span(start, end), "mobile", BLOCK)
    if not found and run.broken and len(run.digits) <= 40:
        # A phone-like window that respects no group: 「3，138…」 joined, or chance. A person looks at it.
        for match in _WINDOW.finditer(run.digits):
            yield Finding(*run.span(match.start(1), match.end(1)), "mobile", WARN)


def _extension(run: Run, end: int) -> Iterator[Finding]:
    if match := _EXTENSION.match(run.form.text, run.start + end):
        yield Finding(*run.form.span(*match.span()), "landline", BLOCK)


def _local(form: Form) -> Iterator[Finding]:
    for match in _LOCAL.finditer(form.text):
        called = _CALL.search(form.text[max(0, match.start() - 12) : match.start()])
        if called or _ANSWERED.match(form.text, match.end()):
            yield Finding(*form.span(*match.span()), "landline", BLOCK)
