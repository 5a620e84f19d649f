"""The demand side: clue → case (household, need items, aid, consent, verification) → public need."""

from needs.models.aid import StatutoryAid
from needs.models.case import Case, CaseNote, DuplicateFinding
from needs.models.clue import Clue, ClueQuestion
from needs.models.commitment import Commitment
from needs.models.consent import Consent
from needs.models.evidence import Evidence
from needs.models.household import Household, Person
from needs.models.item import NeedItem
from needs.models.verification import Verification

__all__ = [
    "Case",
    "CaseNote",
    "Clue",
    "ClueQuestion",
    "Commitment",
    "Consent",
    "DuplicateFinding",
    "Evidence",
    "Household",
    "NeedItem",
    "Person",
    "StatutoryAid",
    "Verification",
]
