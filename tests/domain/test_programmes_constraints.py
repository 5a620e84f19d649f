"""Each rule of the programme's tables is broken once, past every Python check; the database names the rule."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from funds.ledger.journal import constraint_of
from programmes.models import Programme, RuleVersion
from tests.factories import partners as make

pytestmark = pytest.mark.django_db


def refusing(act) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    return constraint_of(refused.value)


def rule(programme: Programme, **fields) -> str:
    return refusing(lambda: Programme.objects.filter(pk=programme.pk).update(**fields)).removeprefix(
        "programmes_programme_"
    )


def test_what_no_programme_may_be():
    programme = make.running_programme()
    assert rule(programme, ends_on=date(2025, 12, 31)) == "period"
    assert rule(programme, filed_from=None) == "filing_period"
    assert rule(programme, filed_to=None) == "filing_period"
    assert rule(programme, filed_to=date(2025, 12, 31)) == "filing_period"
    assert rule(programme, cap_fen=0) == "cap_positive"
    assert rule(programme, minimum_fen=-1) == "minimum"
    assert rule(programme, minimum_fen=F("cap_fen") + 1) == "minimum_within_cap"


def test_who_approves_is_named_and_is_somebody_else():
    programme = make.running_programme()
    officer = make.approver()
    assert rule(programme, approved_at=None) == "approval_paired"
    assert rule(programme, submitted_by=None) in ("submission_paired", "approver_not_submitter")
    assert rule(programme, created_by=programme.approved_by) == "approver_not_author"
    assert rule(programme, submitted_by=programme.approved_by) == "approver_not_submitter"
    assert rule(programme, submitted_by=None, submitted_at=None) == "approver_not_submitter"
    assert rule(programme, approved_by=None, approved_at=None) == "running_is_approved"
    Programme.objects.filter(pk=programme.pk).update(approved_by=officer)  # another officer would have been fine


def test_a_review_names_who_submitted():
    programme = make.submitted_programme()
    assert rule(programme, submitted_by=None, submitted_at=None) == "review_is_submitted"
    assert rule(programme, submitted_at=None) == "submission_paired"
    assert rule(programme, state="running") == "running_is_approved"


def test_states_move_along_the_table_whoever_writes():
    assert rule(make.draft_programme(), state="running") == "life_cycle"
    assert rule(make.running_programme(), state="draft") == "life_cycle"


def test_names_and_slugs_are_unique():
    first, second = make.draft_programme(), make.draft_programme()
    assert rule(second, charity=first.charity, name=first.name) == "name_once"
    assert "slug" in rule(second, slug=first.slug)


def test_versions_are_written_once():
    programme = make.draft_programme()
    [version] = programme.rule_versions.all()
    again = RuleVersion(programme=programme, version=1, rules={}, changed_by=programme.created_by, changed_at=make.NOW)
    assert refusing(again.save) == "programmes_ruleversion_once"
    assert refusing(lambda: RuleVersion.objects.filter(pk=version.pk).update(rules={})) == (
        "programmes_ruleversion_append_only"
    )
    assert refusing(version.delete) == "programmes_ruleversion_append_only"
