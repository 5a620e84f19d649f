"""A sealed value turns into its mask, or into an error: never into its words."""

import copy
import json
import logging
import pickle

import pytest
from django.template import Context, Template
from django.utils.html import format_html

from common.sealed import HIDDEN, Masked, SealedText, StillSealed, mask, opened

NAME = "贺兰铁鸢"


def sealed(text: str = NAME, kind: Masked = Masked.NAME, tightly: bool = False) -> SealedText:
    return SealedText(
        text, read=lambda: text, filled=bool(text), masked=lambda one: mask(kind, one, tightly=tightly), place="a.B.c|1"
    )


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Masked.NAME, NAME, "贺＊＊"),
        (Masked.ID_NO, "99012119560312001X", "9901**********001X"),
        (Masked.PHONE, "00012340001", "000****0001"),
        (Masked.ACCOUNT, "6222000000001234", "************1234"),
        (Masked.CONTACT, "00012340001", "000****0001"),
        (Masked.CONTACT, "lin@example.com", "l＊＊＊@example.com"),
        (Masked.WHOLLY, "松坪村三组12号", "＊＊＊"),
    ],
)
def test_each_kind_has_its_mask(kind, text, shown):
    assert str(sealed(text, kind)) == shown
    assert str(sealed("", kind)) == ""


def test_who_must_not_be_found_shows_no_surname():
    assert str(sealed(tightly=True)) == HIDDEN


@pytest.mark.parametrize(
    "turn",
    [
        str,
        format,
        lambda one: f"{one}",
        lambda one: f"{one:>3}",
        lambda one: "%s" % one,  # noqa: UP031
        lambda one: "{}".format(one),  # noqa: UP032
        lambda one: format_html("{}", one),
        lambda one: Template("{{ one }}").render(Context({"one": one})),
        lambda one: Template("{{ one|default:'—' }}").render(Context({"one": one})),
        lambda one: Template("{{ one|linebreaksbr }}").render(Context({"one": one})),
        lambda one: Template("{{ one|safe }}").render(Context({"one": one})),
        lambda one: Template("{% firstof one '—' %}").render(Context({"one": one})),
        lambda one: Template("{% if one %}{{ one }}{% endif %}").render(Context({"one": one})),
        lambda one: Template("{% load i18n %}{% blocktranslate with x=one %}{{ x }}{% endblocktranslate %}").render(
            Context({"one": one})
        ),
        lambda one: Template("{% for one in list %}{{ one }}{% endfor %}").render(Context({"list": [one]})),
        lambda one: logging.LogRecord("x", 20, "", 1, "%s", (one,), None).getMessage(),
    ],
)
def test_whatever_makes_text_of_it_gets_the_mask(turn):
    assert turn(sealed()) == "贺＊＊"


def test_where_code_is_printed_not_even_the_surname_stands():
    assert repr(sealed()) == "<sealed>"
    assert f"{[sealed()]} {sealed()!r}" == "[<sealed>] <sealed>"
    assert NAME not in str(vars(type(sealed())))


@pytest.mark.parametrize(
    "use",
    [
        json.dumps,
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        len,
        list,
        hash,
        lambda one: one + "x",
        lambda one: "x" + one,
        lambda one: "x" in one,
        lambda one: one in "贺兰铁鸢",
        lambda one: one == NAME,
        lambda one: one != NAME,
        lambda one: one < NAME,
        lambda one: one[0],
        lambda one: "".join([one]),
    ],
)
def test_whatever_needs_the_words_is_refused_without_telling_them(use):
    with pytest.raises((StillSealed, TypeError)) as refused:
        use(sealed())
    assert NAME not in str(refused.value)


@pytest.mark.parametrize(
    "path", ["one.strip", "one.read", "one.opened", "one._SealedText__read", "one.0", "one.encode"]
)
def test_no_template_reaches_into_it(path):
    try:
        assert Template("{{ " + path + " }}").render(Context({"one": sealed()})) == ""
    except Exception as refused:  # Django refuses names with an underscore when it reads the template
        assert NAME not in str(refused)


def test_it_tells_whether_there_is_anything_and_nothing_else():
    assert (bool(sealed()), bool(sealed(""))) == (True, False)
    assert sealed("") == "" and sealed() not in ("", None)
    same = sealed()
    assert same == same and opened(same) == NAME
