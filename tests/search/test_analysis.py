"""How Chinese text is cut, asked for and marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis
from search.analysis import highlights, parsed, pieces, stored, stored_characters

CHINESE = st.text(alphabet="一二三助学贷款肾病综合", min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("助学贷款", "助学 学贷 贷款"),
        ("肾病，需要透析。", "肾病 需要 要透 透析"),
        ("癌", "癌"),
        ("COVID19 肺炎 ２型", "covid19 肺炎 2 型"),
        ("面积12㎡", "面积 12m2"),
        ("", ""),
        ("!!! —— 😀", ""),
    ],
)
def test_words_stay_whole_and_chinese_runs_become_pairs(text, kept):
    assert stored(text) == kept


def test_texts_do_not_run_into_each_other():
    assert stored("康复", "费用") == "康复 费用"


def test_single_characters_are_kept_once():
    assert stored_characters("病，肾病", "A病") == "病 肾"


@given(before=CHINESE, word=CHINESE, after=CHINESE)
def test_any_word_is_found_in_any_run(before, word, after):
    there = stored(before + word + after).split()
    phrase = list(parsed(word).terms[0].phrase)
    assert any(there[at : at + len(phrase)] == phrase for at in range(len(there)))


def test_a_blank_query_lists_all_and_signs_alone_find_nothing():
    assert parsed("  ").lists_all
    assert parsed("，、").lists_all
    assert parsed("!!!").finds_nothing
    assert not parsed("肺炎 !!!").finds_nothing


def test_operators_quotes_and_tags_are_text():
    assert [term.phrase for term in parsed('title:a* "OR" <script>').terms] == [("title", "a"), ("or",), ("script",)]


def test_a_character_at_the_end_of_a_word_is_asked_for_by_itself():
    (term,) = parsed("住院3次").terms
    assert (term.phrase, term.characters) == (("住院", "3"), ("次",))


def test_long_input_and_null_bytes_are_cut_not_refused():
    assert len(parsed("词 " * 400).terms) == 1
    assert len(parsed(" ".join(f"词{n}" for n in range(40))).terms) == analysis.MAX_TERMS
    assert parsed("肺\x00炎").terms[0].phrase == ("肺炎",)


@pytest.mark.parametrize(
    ("text", "q", "marked"),
    [
        ("患者需要康复治疗，康复费用高", "康复", ["康复", "康复"]),
        ("ＣＯＶＩＤ１９ 与covid19", "covid19", ["ＣＯＶＩＤ１９", "covid19"]),
        ("面积12㎡以上", "12m2", ["12㎡"]),
        ("<script>肺炎</script>", "script 肺炎", ["script", "肺炎", "script"]),
        ("哈哈哈", "哈哈", ["哈哈哈"]),
        ("教育", "健康", []),
    ],
)
def test_marks_stand_in_the_original_text(text, q, marked):
    places = highlights(text, parsed(q))
    assert [text[start:end] for start, end in places] == marked
    assert "".join(piece for piece, _marked in pieces(text, places)) == text
    assert [piece for piece, is_marked in pieces(text, places) if is_marked] == marked
