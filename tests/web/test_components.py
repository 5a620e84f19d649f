"""The parts that pages are made of: exact arithmetic in the bar, wired errors in the fields, nothing inline anywhere."""

import datetime
import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from common.components.coverage import coverage_of
from common.components.marks import deadline
from common.forms import MoneyField
from tests.markup import flat

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / "site").rglob("templates/**/*.html") if "node_modules" not in path.parts)
NEED = {"need_fen": 1_800_000, "government_fen": 600_000, "charity_fen": 500_000, "gifts_fen": 230_000}


def draw(source: str, **context: object) -> str:
    return flat(Template(source).render(Context(context)))


class AidForm(forms.Form):
    amount = MoneyField(label="捐赠金额", help_text="最多 4,700 元。")
    kind = forms.ChoiceField(label="困难类型", choices=[("a", "突发疾病"), ("b", "火灾水灾")], widget=forms.RadioSelect)
    story = forms.CharField(label="发生了什么", widget=forms.Textarea, max_length=5)
    note = forms.CharField(label="留言", required=False)
    agreed = forms.BooleanField(label="已口头同意")


# The coverage bar


def test_segments_and_gap_add_up_to_the_need():
    cover = coverage_of(NEED)

    assert [segment.fen for segment in cover.segments] == [600_000, 500_000, 230_000]
    assert sum(segment.fen for segment in cover.segments) + cover.gap_fen == 1_800_000
    assert (cover.segments[1].x, cover.segments[1].width, cover.gap.x) == ("33.333%", "27.777%", "73.888%")


@pytest.mark.parametrize(("gifts", "percent"), [(0, 61), (699_999, 99), (700_000, 100), (900_000, 100)])
def test_a_need_is_complete_only_when_no_fen_is_missing(gifts, percent):
    assert coverage_of({**NEED, "gifts_fen": gifts}).percent == percent


def test_more_money_than_needed_never_draws_past_the_end():
    cover = coverage_of({"need_fen": 100, "government_fen": 60, "charity_fen": 60, "gifts_fen": 60})

    assert cover.gap_fen == 0
    assert [segment.width for segment in cover.segments] == ["60.000%", "40.000%", "0.000%"]
    assert [segment.fen for segment in cover.segments] == [60, 60, 60]  # the amounts themselves stay true


def test_an_empty_need_draws_an_empty_bar():
    cover = coverage_of({"need_fen": 0})

    assert (cover.gap_fen, cover.percent, cover.gap.width) == (0, 100, "0.000%")


def test_the_bar_is_one_sentence_with_the_same_numbers():
    html = draw("{% coverage_bar need %}", need=NEED)

    sentence = "共需 18,000 元：政府救助 6,000 元，慈善基金 5,000 元，捐赠 2,300 元，还差 4,700 元；已落实百分之 73。"
    assert f'role="img" aria-label="{sentence}' in html


def test_a_source_that_gives_nothing_has_no_segment_but_stays_in_the_legend():
    html = draw("{% coverage_bar need %}", need={**NEED, "government_fen": 0})

    bar, legend = html.split("coverage__legend")
    assert "fill--government" not in bar
    assert "政府救助" in legend
    assert "0 元" in legend


def test_the_gap_is_hatched_and_disappears_when_covered():
    assert 'fill="url(#fill-gap)"' in draw("{% coverage_bar need %}", need=NEED)
    covered = draw("{% coverage_bar need %}", need={**NEED, "gifts_fen": 700_000})
    assert "fill-gap" not in covered
    assert "已补足" in covered


# Fields and their errors


def test_a_label_help_and_error_are_wired_to_the_control():
    form = AidForm({"amount": "-1"})
    html = draw("{% field form.amount %}", form=form)

    assert '<label class="field__label" for="id_amount">捐赠金额</label>' in html
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_amount_helptext">最多 4,700 元。' in html
    assert "金额不能是负数。" in html
    assert 'value="-1"' in html  # what was typed is kept


def test_a_missing_answer_says_what_to_do_beside_the_field_and_on_top_in_the_same_words():
    form = AidForm({})
    summary = draw("{% error_summary form %}", form=form)

    for words, field in (
        ("请填写“捐赠金额”。", "amount"),
        ("请选择“困难类型”。", "kind"),
        ("请先勾选“已口头同意”。", "agreed"),
    ):
        assert words in summary
        assert words in draw(f"{{% field form.{field} %}}", form=form)
    assert 'href="#id_amount"' in summary
    assert 'href="#id_kind_0"' in summary  # a group is focused at its first choice


def test_a_text_that_is_too_long_names_its_limit_and_is_not_cut_off():
    form = AidForm({"story": "房子着火了，没有人受伤。"})
    html = draw("{% field form.story %}", form=form)

    assert "“发生了什么”请写短一些，最多 5 个字。" in html
    assert "maxlength" not in html
    assert 'data-limit="5"' in html


def test_the_words_of_a_form_are_never_replaced():
    form = AidForm({})
    form.fields["amount"].error_messages["required"] = "写一个数字，例如 200。"

    assert "写一个数字，例如 200。" in draw("{% error_summary form %}", form=form)


def test_optional_fields_are_marked_and_required_ones_are_not():
    assert "（选填）" in draw("{% field form.note %}", form=AidForm())
    assert "（选填）" not in draw("{% field form.amount %}", form=AidForm())


def test_choices_are_one_group_with_a_legend():
    html = draw("{% field form.kind tiles=True icons=icons %}", form=AidForm(), icons={"a": "stethoscope"})

    assert "<legend" in html
    assert html.count('type="radio"') == 2
    assert "#stethoscope" in html


def test_no_summary_without_errors():
    assert draw("{% error_summary form %}", form=AidForm()).strip() == ""


@pytest.mark.parametrize(("data", "prefix"), [({}, "错误："), (None, "")])
def test_the_title_begins_with_the_error(data, prefix):
    html = draw('{% extends "base.html" %}{% block title %}捐赠{% endblock %}', form=AidForm(data))

    assert f"<title>{prefix}捐赠 · 周急</title>" in html


# Small parts


@pytest.mark.parametrize(
    ("days", "state", "tone"),
    [(-2, "overdue", "error"), (0, "today", "urgent"), (3, "days", "urgent"), (9, "days", "neutral")],
)
def test_a_deadline_says_in_words_how_long(days, state, tone):
    now = timezone.make_aware(datetime.datetime(2026, 11, 23, 9))
    due = datetime.date(2026, 11, 23) + datetime.timedelta(days=days)

    drawn = deadline(due, now)

    assert (drawn["state"], drawn["days"], drawn["tone"]) == (state, abs(days), tone)


def test_a_deadline_in_working_days():
    now = timezone.make_aware(datetime.datetime(2026, 11, 23, 9))
    html = draw("{% deadline due now working_days=2 %}", due=now + datetime.timedelta(days=2, hours=8), now=now)

    assert "剩 2 个工作日（" in html
    assert "11月25日 17:00" in html


def test_pages_keep_every_other_parameter():
    request = RequestFactory().get("/needs/?category=illness&page=2")
    html = draw("{% pagination page %}", page=Paginator(range(95), 10).get_page(2), request=request)

    assert 'href="?category=illness&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1
    assert "page=2&amp;page" not in html


def test_comparison_says_each_outcome_in_words():
    cells = [{"outcome": outcome, "fact": "全市"} for outcome in ("pass", "fail", "unknown")]
    table = {
        "caption": "对照",
        "columns": [{"title": "甲"}, {"title": "乙"}, {"title": "丙"}],
        "rows": [{"label": "地域", "cells": cells}],
    }
    html = draw("{% comparison_table table %}", table=table)

    assert [word for word in ("符合", "不符", "待核") if word in html] == ["符合", "不符", "待核"]


def test_chinese_content_is_marked_on_an_english_page():
    with translation.override("en"):
        html = draw("{% need_card need %}", need={**NEED, "slug": "abc", "title": "家长工伤", "category": "school"})

    assert 'href="/en/needs/abc/" lang="zh-Hans"' in html
    assert html.count("<a ") == 1  # one link per card


def test_text_from_people_is_escaped_inside_block_tags():
    html = draw('{% notice "info" %}{{ text }}{% endnotice %}', text="<script>alert(1)</script>")

    assert "&lt;script&gt;" in html


# Every template of the project


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "site")))
def test_no_inline_style_script_or_handler(path):
    html = re.sub(r"\{#.*?#\}", "", path.read_text())

    assert not re.search(r"<[^>]*\sstyle\s*=", html), "inline style"
    assert not re.search(r"<style\b", html), "style element"
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", html), "inline handler"
    assert not re.search(r"\b(?:href|action|src)\s*=\s*[\"']javascript:", html), "script address"
    for tag in re.findall(r"<script\b[^>]*>", html):
        assert "src=" in tag or 'type="application/json"' in tag, "inline script"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "site")))
def test_nothing_is_loaded_from_elsewhere(path):
    loaded = re.findall(
        r"<(?:link|script|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//[^\"']+", path.read_text()
    )

    assert loaded == []


# The frame


@pytest.mark.parametrize(
    ("target", "back"), [("/needs/?q=1", "/needs/?q=1"), ("https://elsewhere.example/", "/"), ("//x.example", "/")]
)
def test_the_display_choice_is_kept_and_leads_back_only_to_ourselves(client, target, back):
    response = client.get("/display/", {"size": "large", "next": target})

    assert response.status_code == 302
    assert response["Location"] == back
    assert response.cookies["display"].value == "large"


def test_size_and_contrast_are_chosen_apart(client):
    client.get("/display/", {"size": "large"})
    client.get("/display/", {"contrast": "high"})
    assert client.cookies["display"].value == "large.high"

    client.get("/display/", {"size": "normal"})
    assert client.cookies["display"].value == "high"


@pytest.mark.parametrize("address", ["/patterns/", "/en/patterns/", "/patterns/workspace/", "/en/patterns/workspace/"])
def test_the_pattern_pages_are_whole_in_both_languages(client, address):
    html = flat(client.get(address))

    assert html.count("<h1") == 1
    language = "en" if address.startswith("/en/") else "zh-Hans"
    assert f'<html lang="{language}"' in html
    assert 'hreflang="en"' in html or 'hreflang="zh-Hans"' in html


def test_the_frame_names_the_office_that_runs_the_site(client, settings):
    settings.OFFICE_NAME, settings.OFFICE_NAME_EN = "示例区民政局", "Example District Civil Affairs Bureau"

    assert "示例区民政局 主管" in flat(client.get("/patterns/"))
    assert "Example District Civil Affairs Bureau" in flat(client.get("/en/patterns/"))
