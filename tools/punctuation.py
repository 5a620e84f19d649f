"""Half-width punctuation beside Chinese characters: `python tools/punctuation.py [path…]`; exits 1 and lists it.

Chinese text takes ，；：？！（） and “”. Looked at: templates, string literals of Python (not docstrings, not raw
strings, which are patterns), message ids, and fixtures in JSON, CSV and TOML. The English in a catalogue is English
and may put a Chinese name in its own brackets. A line that must stand as it is says `punctuation: ok`.
"""

import ast
import csv
import io
import json
import re
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef]"
HALF = re.compile(rf"(?<={HAN})[,;:?!()]|[,;:?!()](?={HAN})")
HALF_OR_QUOTE = re.compile(rf"(?<={HAN})[,;:?!()\"]|[,;:?!()\"](?={HAN})")
DJANGO_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
DJANGO_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
HTML_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
ALLOWED = "punctuation: ok"
PACKAGES = ("common", "organisations", "needs", "programmes", "funds", "donations", "matching", "search", "site")
DATA_FOLDERS = {"fixtures", "rulepacks"}
# `data` holds word lists of detectors, which must know people's half-width spelling too.
SKIPPED_FOLDERS = {"data", "migrations", "node_modules", "static", "tests", "__pycache__"}


class Fault(NamedTuple):
    line: int
    text: str


def in_text(text: str, pattern: re.Pattern[str] = HALF, first_line: int = 1) -> Iterator[Fault]:
    for match in pattern.finditer(text):
        around = text[max(0, match.start() - 6) : match.end() + 6].replace("\n", " ")
        yield Fault(first_line + text.count("\n", 0, match.start()), around)


def in_template(source: str) -> Iterator[Fault]:
    """Punctuation anywhere in the source; straight quotes only in its text, since tags need theirs."""
    spoken = DJANGO_COMMENT.sub(_blank, source)
    yield from in_text(spoken)
    text = HTML_TAG.sub(_blank, DJANGO_TAG.sub(_blank, spoken))
    yield from (fault for fault in in_text(text, HALF_OR_QUOTE) if '"' in fault.text)


def in_python(source: str) -> Iterator[Fault]:
    docstrings = _docstring_lines(source)
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type != tokenize.STRING or token.start in docstrings:
            continue
        prefix = re.match(r"[A-Za-z]*", token.string)
        if prefix and "r" not in prefix[0].lower():
            yield from in_text(token.string, first_line=token.start[0])


def _docstring_lines(source: str) -> set[tuple[int, int]]:
    """Where docstrings begin, also of constants, which a lone string below them describes."""
    return {
        (node.lineno, node.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def in_catalogue(source: str) -> Iterator[Fault]:
    for message in read_po(StringIO(source), locale="en"):
        for text in message.id if isinstance(message.id, (tuple, list)) else [message.id]:
            yield from (Fault(message.lineno or 0, fault.text) for fault in in_text(text, HALF_OR_QUOTE))


def in_json(source: str) -> Iterator[Fault]:
    yield from _in_values(json.loads(source))


def in_toml(source: str) -> Iterator[Fault]:
    yield from _in_values(tomllib.loads(source))


def in_csv(source: str) -> Iterator[Fault]:
    for number, row in enumerate(csv.reader(io.StringIO(source)), start=1):
        for cell in row:
            yield from (Fault(number, fault.text) for fault in in_text(cell))


def _in_values(value: Any) -> Iterator[Fault]:
    """Strings of parsed data; their line is not known, the words are enough to find them."""
    if isinstance(value, str):
        yield from (Fault(0, fault.text) for fault in in_text(value))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _in_values(key)
            yield from _in_values(item)
    elif isinstance(value, list):
        for item in value:
            yield from _in_values(item)


def _blank(match: re.Match[str]) -> str:
    """Spaces for everything but line ends, so that line numbers stay."""
    return re.sub(r"[^\n]", " ", match[0])


def reader(path: Path) -> Callable[[str], Iterator[Fault]] | None:
    parts = set(path.parts)
    if path.suffix == ".py":
        return in_python
    if path.suffix == ".po":
        return in_catalogue
    if path.suffix in {".html", ".txt", ".xml"} and "templates" in parts:
        return in_template
    if parts & DATA_FOLDERS:
        return {".json": in_json, ".toml": in_toml, ".csv": in_csv}.get(path.suffix)
    return None


def faults(path: Path) -> list[Fault]:
    read = reader(path)
    if read is None:
        return []
    source = path.read_text()
    lines = source.split("\n")
    return [fault for fault in read(source) if ALLOWED not in (lines[fault.line - 1] if fault.line else "")]


def files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and not SKIPPED_FOLDERS & set(file.relative_to(ROOT).parts):
                yield file


def main(arguments: list[str]) -> int:
    paths = [Path(argument).resolve() for argument in arguments] or [ROOT / package for package in PACKAGES]
    found = [f"{file.relative_to(ROOT)}:{fault.line}: {fault.text}" for file in files(paths) for fault in faults(file)]
    print("\n".join(found) or "Punctuation beside Chinese characters is full-width.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
