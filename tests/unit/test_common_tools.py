"""The two tools of the trade in Chinese: message catalogues and punctuation."""

from pathlib import Path

import pytest

from tools import messages, punctuation


@pytest.fixture
def tree(tmp_path: Path, monkeypatch) -> Path:
    """A project with one package that says something in code and in a template."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGES", ("shop", "site/door"))
    (tmp_path / "shop" / "templates" / "shop").mkdir(parents=True)
    (tmp_path / "shop" / "says.py").write_text(
        'a = _("您好")\nb = ngettext("%(n)s 件", "%(n)s 件", n)\nc = pgettext_lazy("door", "开")\n'
    )
    (tmp_path / "shop" / "templates" / "shop" / "page.html").write_text(
        '{% load i18n %}\n  <p title="{% translate \'价目\' %}">\n    {{ x|default:_("无") }}\n'
        "{% blocktranslate with who=x trimmed %}\n   欢迎{{ who }}\n {% endblocktranslate %}</p>\n"
    )
    return tmp_path


def po(tree: Path) -> Path:
    return tree / "shop/locale/en/LC_MESSAGES/django.po"


def translate(tree: Path, chinese: str, english: str) -> None:
    text = po(tree).read_text()
    assert f'msgid "{chinese}"\nmsgstr ""' in text
    po(tree).write_text(text.replace(f'msgid "{chinese}"\nmsgstr ""', f'msgid "{chinese}"\nmsgstr "{english}"'))


def test_update_finds_code_and_templates(tree: Path) -> None:
    assert messages.main(["update"]) == 0
    found = {messages.key(message) for message in messages.stored("shop") if message.id}
    assert found == {
        (None, "您好"),
        (None, "%(n)s 件"),
        ("door", "开"),
        (None, "价目"),
        (None, "无"),
        (None, "欢迎%(who)s"),
    }
    assert not (tree / "site/door/locale").exists()


def test_update_keeps_retires_and_revives_translations_without_guessing(tree: Path) -> None:
    messages.main(["update", "shop"])
    translate(tree, "您好", "Hello")
    before = po(tree).read_text()
    messages.main(["update", "shop"])
    assert po(tree).read_text() == before

    source = tree / "shop" / "says.py"
    code = source.read_text()
    source.write_text('a = _("您好吗")\n')
    messages.main(["update", "shop"])
    assert '#~ msgid "您好"\n#~ msgstr "Hello"' in po(tree).read_text()
    assert 'msgid "您好吗"\nmsgstr ""' in po(tree).read_text()
    assert "fuzzy" not in po(tree).read_text()

    source.write_text(code)
    messages.main(["update", "shop"])
    assert 'msgid "您好"\nmsgstr "Hello"' in po(tree).read_text()


def test_check_lists_what_is_missing_empty_fuzzy_or_has_other_placeholders(tree: Path, capsys) -> None:
    assert messages.main(["check"]) == 1
    assert "'您好': missing from the catalogue" in capsys.readouterr().out
    messages.main(["update"])
    assert messages.main(["check"]) == 1
    assert capsys.readouterr().out.count("no English") == 6

    words = {"您好": "Hello", "开": "open", "价目": "Prices", "无": "none", "欢迎%(who)s": "Welcome"}
    for chinese, english in words.items():
        translate(tree, chinese, english)
    text = po(tree).read_text().replace('msgstr[0] ""', 'msgstr[0] "one item"')
    text = text.replace('msgstr[1] ""', 'msgstr[1] "%(n)s items"')
    po(tree).write_text(text)
    assert messages.main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "shop: shop/templates/shop/page.html: '欢迎%(who)s': placeholders differ: ['%(who)s'] became []"
    ]
    text = text.replace('"Welcome"', '"Welcome %(who)s"')
    po(tree).write_text(text.replace("#: shop/says.py\nmsgid", "#, fuzzy\nmsgid", 1))
    assert messages.main(["check"]) == 1
    assert "fuzzy" in capsys.readouterr().out
    po(tree).write_text(text)
    assert messages.main(["check"]) == 0


def test_check_finds_one_id_translated_in_two_ways(tree: Path, capsys) -> None:
    for package, english in (("shop", "Hello"), ("site/door", "Hi")):
        (tree / package).mkdir(parents=True, exist_ok=True)
        for file in (tree / package).rglob("*.html"):
            file.unlink()
        (tree / package / "says.py").write_text('_("您好")\n')
        messages.main(["update", package])
        path = messages.po_path(package)
        path.write_text(path.read_text().replace('msgid "您好"\nmsgstr ""', f'msgid "您好"\nmsgstr "{english}"'))
    capsys.readouterr()
    assert messages.main(["check"]) == 1
    assert capsys.readouterr().out == "'您好': shop says ('Hello',), site/door says ('Hi',) (use pgettext)\n"


def test_compile_writes_what_django_reads(tree: Path) -> None:
    messages.main(["update"])
    translate(tree, "您好", "Hello")
    assert messages.main(["compile"]) == 0
    import gettext

    with po(tree).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("您好") == "Hello"


def test_unknown_commands_and_packages_are_refused(capsys) -> None:
    assert messages.main([]) == messages.main(["fly"]) == 2
    with pytest.raises(SystemExit, match="No such package"):
        messages.main(["check", "nowhere"])
    assert messages.named(["pages", "site/portal/"]) == ["site/pages", "site/portal"]


def found(faults) -> list[tuple[int, str]]:
    return [(fault.line, fault.text) for fault in faults]


@pytest.mark.parametrize("mark", list(",;:?!()"))
def test_half_width_marks_beside_chinese_are_found_on_either_side(mark: str) -> None:
    assert len(found(punctuation.in_text(f"中{mark}a"))) == 1
    assert len(found(punctuation.in_text(f"a{mark}中"))) == 1
    assert found(punctuation.in_text(f"a{mark}b 中 {mark}")) == []


def test_full_width_marks_and_times_are_right() -> None:
    assert found(punctuation.in_text("剩 2 个工作日（11月25日 17:00）。“可以”，是吗？4,700 元")) == []


def test_python_literals_but_not_docstrings_or_patterns() -> None:
    source = (
        '"""Public notice (公示)."""\nx = "受理,完成"\ny = r"(公示|受理)"\n'
        'def f():\n    "公示, too"\n    return f"公示:{x}"\n'
    )
    assert [line for line, _text in found(punctuation.in_python(source))] == [2, 6]


def test_templates_with_quotes_in_their_text_only() -> None:
    source = '{# 注释, #}\n<p title="公示">公示，{% translate "受理" %}</p>\n<p>"公示"</p>\n<a>受理(1)</a>'
    assert [line for line, _text in found(punctuation.in_template(source))] == [4, 3, 3]


def test_catalogues_by_their_ids_and_data_by_their_values() -> None:
    source = 'msgid "受理,完成"\nmsgstr "Accepted (受理)"\n'
    assert [text for _line, text in found(punctuation.in_catalogue(source))] == ["受理,完成"]
    assert found(punctuation.in_csv("张三,李四\n王五,赵六:x\n")) == [(2, "赵六:x")]
    assert found(punctuation.in_json('{"名": ["好!", "张三"]}')) == [(0, "好!")]
    assert found(punctuation.in_toml('a = "好;"')) == [(0, "好;")]


def test_a_line_may_ask_to_stand(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text('x = "受理,"\ny = "受理,"  # punctuation: ok\n')
    assert [fault.line for fault in punctuation.faults(file)] == [1]


def test_our_own_files_are_right() -> None:
    assert punctuation.main([]) == 0
