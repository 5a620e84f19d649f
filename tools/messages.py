"""Message catalogues without GNU gettext: `python tools/messages.py update|check|compile [package…]`.

Message ids are simplified Chinese and stand in the source. Each package owns the English of what it says, in
`<package>/locale/en/LC_MESSAGES/django.po`; `site` owns what `site/templates` and `site/config` say.

update   reads the sources, keeps every translation, moves what the sources no longer say to `#~`, guesses nothing.
check    exits 1 and lists what is missing, empty, fuzzy, has other placeholders, or is translated in two ways.
compile  writes `.mo` beside `.po`.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "common",
    "organisations",
    "policy",
    "privacy",
    "needs",
    "publication",
    "programmes",
    "casework",
    "funds",
    "donations",
    "matching",
    "volunteering",
    "search",
    "site/pages",
    "site/portal",
    "site/desk",
    "site/partners",
    "demo",
    "site",
)
SITE_SOURCES = ("site/templates", "site/config", "site/workspace")
SKIPPED_FOLDERS = {"migrations", "locale", "tests", "node_modules", "static"}
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}
KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Header lines that change at every run, or name a person, would only make noise in the history.
KEPT_HEADERS = ("Language:", "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:", "Plural-Forms:")
PLACEHOLDER = re.compile(r"%\(\w+\)[-+0-9.]*[a-zA-Z]|%[-+0-9.]*[sdif]|\{\w*\}")


def po_path(package: str) -> Path:
    return ROOT / package / "locale" / "en" / "LC_MESSAGES" / "django.po"


def sources(package: str) -> Iterator[Path]:
    """The files that speak for a package, in a stable order."""
    folders = SITE_SOURCES if package == "site" else (package,)
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            is_template = path.suffix in TEMPLATE_SUFFIXES and "templates" in parts
            if path.is_file() and not SKIPPED_FOLDERS.intersection(parts) and (path.suffix == ".py" or is_template):
                yield path


def extracted(package: str) -> Catalog:
    """What the sources say now, untranslated."""
    catalog = Catalog(locale="en", fuzzy=False)
    for path in sources(package):
        code = path.read_text()
        if path.suffix != ".py":
            # templatize leaves the page's own indentation, which Python's tokenizer would refuse.
            code = "\n".join(line.lstrip() for line in templatize(code, origin=str(path)).split("\n"))
        try:
            found = list(extract("python", BytesIO(code.encode()), KEYWORDS, ("Translators:",)))
        except SyntaxError as error:
            raise SystemExit(f"{path.relative_to(ROOT)}: {error}") from error
        for _line, text, comments, context in found:
            if text:
                place = (str(path.relative_to(ROOT)), 0)
                catalog.add(text, locations=[place], auto_comments=comments, context=context)
    return catalog


def stored(package: str) -> Catalog:
    path = po_path(package)
    if not path.exists():
        return Catalog(locale="en", fuzzy=False)
    return read_po(StringIO(path.read_text()), locale="en")


def key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def merged(old: Catalog, new: Catalog) -> Catalog:
    """The new sources with the old translations; a sentence that comes back finds its translation again."""
    known = {key(m): m for m in [*old.obsolete.values(), *old] if m.id}
    for message in new:
        before = known.pop(key(message), None) if message.id else None
        if before is not None and bool(before.pluralizable) == bool(message.pluralizable):
            message.string = before.string
            message.user_comments = before.user_comments
    new.obsolete = {m.id: m for m in known.values() if any(strings(m))}
    return new


def strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def po_text(catalog: Catalog) -> str:
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, include_lineno=False, sort_by_file=True)
    head, _blank, body = buffer.getvalue().decode().partition("\n\n")
    lines = [line for line in head.split("\n") if line.startswith("msg") or line[1:].startswith(KEPT_HEADERS)]
    return "\n".join(lines) + "\n\n" + body.strip("\n") + "\n"


def update(packages: list[str]) -> int:
    for package in packages:
        catalog = merged(stored(package), extracted(package))
        path = po_path(package)
        if len(catalog) or path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(po_text(catalog))
            empty = sum(not all(strings(m)) for m in catalog if m.id)
            print(f"{package}: {len(catalog)} messages, {empty} without English")
    return 0


def placeholder_faults(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    wanted = set().union(*(PLACEHOLDER.findall(text) for text in ids))
    for index, text in enumerate(strings(message)):
        got = set(PLACEHOLDER.findall(text))
        may_drop = message.pluralizable and index == 0  # "one case" need not show the number
        if text and (got - wanted or (wanted - got and not may_drop)):
            yield f"placeholders differ: {sorted(wanted)} became {sorted(got)}"


def faults(package: str) -> Iterator[str]:
    catalog = stored(package)
    present = {key(message): message for message in catalog if message.id}
    for message in extracted(package):
        if not message.id:
            continue
        translated = present.get(key(message))
        place = f"{package}: {message.locations[0][0]}: {key(message)[1]!r}"
        if translated is None:
            yield f"{place}: missing from the catalogue (run update)"
        elif translated.fuzzy:
            yield f"{place}: fuzzy"
        elif not all(strings(translated)):
            yield f"{place}: no English"
        else:
            yield from (f"{place}: {fault}" for fault in placeholder_faults(translated))


def conflicts() -> Iterator[str]:
    """Django merges all catalogues into one: of two translations of one id, load order would silently pick."""
    first: dict[tuple[Any, ...], tuple[str, tuple[str, ...]]] = {}
    for package in PACKAGES:
        for message in stored(package):
            if not message.id or not all(strings(message)):
                continue
            owner, before = first.setdefault(key(message), (package, strings(message)))
            if before != strings(message):
                yield f"{key(message)[1]!r}: {owner} says {before}, {package} says {strings(message)} (use pgettext)"


def check(packages: list[str]) -> int:
    found = [fault for package in packages for fault in faults(package)] + list(conflicts())
    print("\n".join(found) or "Every message has its English.")
    return 1 if found else 0


def compile_(packages: list[str]) -> int:
    for package in packages:
        if po_path(package).exists():
            with po_path(package).with_suffix(".mo").open("wb") as file:
                write_mo(file, stored(package))
    return 0


def named(arguments: list[str]) -> list[str]:
    """Packages by path or by last name (`site/pages` or `pages`); none named means all."""
    by_name = {**{package.split("/")[-1]: package for package in PACKAGES}, **{p: p for p in PACKAGES}}
    unknown = [name for name in arguments if name.rstrip("/") not in by_name]
    if unknown:
        raise SystemExit(f"No such package: {', '.join(unknown)}. Known: {', '.join(PACKAGES)}")
    return [by_name[name.rstrip("/")] for name in arguments] or list(PACKAGES)


def main(arguments: list[str]) -> int:
    commands = {"update": update, "check": check, "compile": compile_}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    if not settings.configured:
        settings.configure(USE_I18N=True)  # templatize asks whether comments for translators are wanted
        django.setup()
    return commands[arguments[0]](named(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
