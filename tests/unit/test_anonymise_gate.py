"""The gate fails closed (trust reference §2.1)."""

import json
from hashlib import sha256
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publication.anonymise import detect, gate
from publication.anonymise.cli import check_line, check_lines

CLEAN = "青屏县一户家庭房屋失火，急需棉被和临时住所，缺口约5000—10000元。"


def refused(result):
    return result.blocked and [(f.type, f.level) for f in result.findings] == [("gate_error", "block")]


def test_a_clean_text_passes_with_the_version_and_hash_of_what_was_read():
    result = gate.check(CLEAN, {"names": ["王建国"]})
    assert (result.blocked, result.findings, result.version) == (False, (), gate.GATE_VERSION)
    assert result.sha256 == sha256(CLEAN.encode()).digest()


@pytest.mark.parametrize("name", sorted(detect.REQUIRED))
def test_a_missing_detector_refuses_every_text(monkeypatch, name):
    monkeypatch.delitem(detect.DETECTORS, name)
    assert all(refused(gate.check(text)) for text in (CLEAN, "", "王建国"))


@pytest.mark.parametrize("name", sorted(detect.REQUIRED))
def test_a_detector_that_raises_refuses_every_text(monkeypatch, name):
    def down(*_):
        raise ConnectionError

    monkeypatch.setitem(detect.DETECTORS, name, down)
    assert all(refused(gate.check(text)) for text in (CLEAN, "", "王建国"))


def test_an_empty_list_of_detectors_refuses(monkeypatch):
    monkeypatch.setattr(detect, "DETECTORS", {})
    assert refused(gate.check(CLEAN))


@pytest.mark.parametrize("answer", [None, [None], ["name"], 7])
def test_a_detector_that_answers_nonsense_refuses(monkeypatch, answer):
    monkeypatch.setitem(detect.DETECTORS, "names", lambda *_: answer)
    assert refused(gate.check(CLEAN))


def test_time_running_out_refuses():
    assert refused(gate.check(CLEAN, time_limit=-1.0))


@pytest.mark.parametrize("text", [None, 7, b"abc", "\ud800", "棉" * 10_001])
def test_what_cannot_be_read_is_refused(text):
    assert refused(gate.check(text))


def test_a_warning_alone_does_not_block():
    assert not gate.check("李某患病").blocked


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_offsets_are_inside_the_text_and_never_out_of_order(text):
    for finding in gate.check(text, {"names": ["王建国"], "phones": ["13800138000"]}).findings:
        assert 0 <= finding.start <= finding.end <= len(text)


def test_lines_are_answered_one_by_one_and_a_broken_one_is_refused():
    lines = [
        json.dumps({"id": "a", "text": "户主张伟"}),
        "not json",
        "[]",
        json.dumps({"id": "b"}),
        "",
        json.dumps({"id": 2, "text": CLEAN, "known": {"names": ["王建国"]}}),
    ]
    error = {"id": None, "blocked": True, "findings": [{"start": 0, "end": 0, "type": "input_error", "level": "block"}]}
    assert [json.loads(answer) for answer in check_lines(lines)] == [
        {"id": "a", "blocked": True, "findings": [{"start": 2, "end": 4, "type": "name", "level": "block"}]},
        error,
        error,
        error,
        {"id": 2, "blocked": False, "findings": []},
    ]


def test_a_line_uses_the_same_gate(monkeypatch):
    monkeypatch.setattr(detect, "DETECTORS", {})
    assert check_line(json.dumps({"id": 1, "text": CLEAN}))["findings"][0]["type"] == "gate_error"


@pytest.mark.parametrize(
    "piece", ["1 ", "一 ", "1加", "12、", "王*", "a.", "村", "138 0013 8000 ", "微信a-", "父亲", "*1**"]
)
def test_the_longest_text_made_to_be_slow_is_answered_in_time(piece):
    began = monotonic()
    gate.check((piece * 10_000)[:10_000], {"names": ["王建国"], "ids": ["110101197503128513"]})
    assert monotonic() - began < 10  # 0.3 s on an idle core; minutes when a step is quadratic
