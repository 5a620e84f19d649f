"""How far a run is proved, in one sentence that page, list and button share."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from matching.runs.records.models import NetworkRecord, Proof

PROOF_WORDS = {
    Proof.OPTIMAL: _("上下界相等，已证明没有更好的分配"),
    Proof.LEVELS: _("已证明没有分配能更好地照顾急的求助；同样好的分配里改动是否最少、费用是否最低，未证明"),
    Proof.FEASIBLE: _("遵守了来源之间的规则，未证明最优"),
}


def proof_words(records: Iterable[NetworkRecord]) -> str:
    """The least that is proved of any network of a run; nothing to prove where nothing was kept."""
    proofs = [one.proof for one in records]
    return str(PROOF_WORDS[min(proofs)]) if proofs else ""
