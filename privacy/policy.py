"""Who may read which personal value of what, for which purpose: one table, read from top to bottom.

A row allows; what no row allows stays masked. `who` lists everything that must hold at once: a permission, held for the
subject's area or organisation, or a relation that the subject's room has registered in its `disclosure.py`. A ground
(`Ground.CONSENT`) is what the caller has proved itself before it asks: a live consent, a code sent to the number on
record. Fields are `model.field`, of the subject or of rows that belong to it.

`needs_reason`: one of `purposes.REASONS` must be named. `limited`: counts against what one person may open in an hour
and a day (`limits.py`). `logged` is false only for what somebody reads about themselves. `redacted`: free words are shown
without the names, numbers and addresses of the file (`redaction.py`), since who it is was not asked for.

Where the rows come from: need to know (PIPL 6, SA 61); identifiers masked, shown on request with a reason, logged and
limited (trust reference §2.6, tiers 3 to 5); a name of a minor or of a victim of violence is not shown in part either.
"""

from dataclasses import dataclass
from enum import StrEnum

from organisations.permissions import Permission as P
from privacy.purposes import Purpose


class Ground(StrEnum):
    """What a caller has proved before it asks."""

    CONSENT = "consent"  # the family's live consent, naming this organisation and these fields
    PACKAGE = "package"  # a referral that is with its recipient now, and its ticked items
    CODE = "code"  # the code that was sent to the telephone on record, or the one printed on the slip
    BROWSER = "browser"  # the browser in which it was typed


@dataclass(frozen=True)
class Rule:
    subject: str
    purpose: Purpose
    who: tuple[P | Ground | str, ...]
    fields: frozenset[str]
    needs_reason: bool = False
    limited: bool = False
    logged: bool = True
    redacted: bool = False
    verb: str = "personal_data.read"


def _fields(model: str, names: str) -> frozenset[str]:
    return frozenset(f"{model}.{name}" for name in names.split())


REPORTER = _fields("clue", "reporter_name reporter_phone")
CLUE_IDENTITY = REPORTER | _fields("clue", "household_name household_phone")
CLUE_WORDS = _fields("clue", "words closed_reason") | _fields("cluequestion", "question answer")
CASE_FILE = (
    _fields("case", "summary hospital school employer")
    | _fields("casenote", "text")
    | _fields("verification", "note")
    | _fields("objection", "words answer")
    | _fields("volunteer", "name")
    | _fields("assignment", "place reason")
)
FAMILY = _fields("person", "name id_no phone") | _fields("household", "village_name address")
TO_DELIVER = _fields("person", "name phone bank_account") | _fields("household", "address")
REFERRAL = _fields("referral", "override_reason answer feedback decision_reason recall_reason") | _fields(
    "referralreturn", "reason"
)
STAY_CARE = _fields("stay", "origin circumstances belongings transport note")
STAY_IDENTITY = _fields("stay", "name id_no relatives")
COMPLAINT = _fields("complaint", "about words facts reply review_note refusal")
COMPLAINANT = _fields("complaint", "name phone")
VOLUNTEER = _fields("volunteer", "name phone") | _fields("vetting", "reason") | _fields("assignment", "place reason")
DECLARED = _fields("declaration", "name relation")
GIFT = _fields("gift", "donor_name donor_contact invoice_title")
CONTENT = "privatefile.content"
FILE = frozenset({CONTENT})

W, R, OWN = Purpose.WORK, Purpose.REVEAL, Purpose.OWN

RULES: tuple[Rule, ...] = (
    # A clue that is being looked into: whoever answers for it calls the household and the reporter. In danger to life
    # nobody is stopped by a limit. Others of the area read what was said, and who it is only with a reason.
    Rule("needs.Clue", W, ("owner", "life_danger"), CLUE_IDENTITY | CLUE_WORDS),
    Rule("needs.Clue", W, ("owner",), CLUE_IDENTITY | CLUE_WORDS, limited=True),
    Rule("needs.Clue", W, (P.SEE_CLUES, "not_opened"), CLUE_WORDS, redacted=True),
    Rule("needs.Clue", R, (P.SEE_CLUES, P.REVEAL_PERSONAL, "not_opened"), CLUE_IDENTITY | CLUE_WORDS, True, True),
    # Once the case is open the household is read there, and nowhere else; the reporter still stands only here.
    Rule("needs.Clue", R, (P.SEE_CASES, P.REVEAL_PERSONAL, "opened"), REPORTER | CLUE_WORDS, True, True),
    Rule("needs.Clue", W, ("reporter", "not_opened"), CLUE_IDENTITY | CLUE_WORDS, logged=False),
    Rule("needs.Clue", OWN, ("reporter",), CLUE_IDENTITY | CLUE_WORDS, logged=False),
    # The case file; who the family is only with a reason.
    Rule("needs.Case", W, (P.SEE_CASES,), CASE_FILE, redacted=True),
    Rule("needs.Case", R, (P.SEE_CASES, P.REVEAL_PERSONAL), FAMILY | CASE_FILE, True, True),
    Rule("needs.Case", Purpose.DELIVER, (Ground.CONSENT,), TO_DELIVER, limited=True),
    Rule("needs.Case", Purpose.REFER, (Ground.PACKAGE,), TO_DELIVER | FAMILY | {"case.summary"}, limited=True),
    Rule("needs.Case", OWN, (Ground.CODE,), _fields("objection", "words answer"), logged=False),
    # Papers and pictures.
    Rule("needs.Evidence", W, ("owner_of_clue",), FILE, limited=True),
    Rule("needs.Evidence", R, (P.REVEAL_PERSONAL,), FILE, True, True),
    Rule("matching.Delivery", W, (P.RECORD_DELIVERY,), FILE),
    Rule("files.PrivateFile", OWN, ("uploader",), _fields("privatefile", "original_name"), logged=False),
    # Relief stations: the house that looks after somebody knows the name, except of those who must not be found.
    Rule("stations.Stay", W, (P.KEEP_STAYS,), STAY_CARE),
    Rule("stations.Stay", W, ("own_station", "present", "not_sensitive"), STAY_IDENTITY),
    Rule("stations.Stay", R, (P.KEEP_STAYS,), STAY_IDENTITY, True, True),
    # Complaints: who leads reads what it is about, only who looks into it needs the complainant's number.
    Rule("complaints.Complaint", W, ("handler",), COMPLAINT | COMPLAINANT, limited=True),
    Rule("complaints.Complaint", W, (P.ASSIGN_COMPLAINT,), COMPLAINT),
    Rule("complaints.Complaint", W, (P.APPROVE_COMPLAINT,), COMPLAINT),
    Rule("complaints.Complaint", W, (P.HANDLE_COMPLAINT,), COMPLAINT),
    Rule("complaints.Complaint", OWN, (Ground.CODE,), _fields("complaint", "reply refusal"), logged=False),
    # Referrals: what offices write to each other about one case.
    Rule("referrals.Referral", W, (P.SEE_CASES,), REFERRAL),
    Rule("referrals.Referral", W, ("recipient",), REFERRAL),
    # Public notices: what somebody said against one, and how to reach them.
    Rule("notices.NoticeObjection", W, (P.DECIDE_OBJECTION,), _fields("noticeobjection", "words contact finding")),
    # Early signs: the analyst's own judgement, and the report that is printed from it.
    Rule("emerging.Finding", W, (P.ANALYSE_SIGNALS,), _fields("finding", "words")),
    # Declared interests.
    Rule("related.Declaration", Purpose.OVERSEE, (P.SEE_INTERESTS,), DECLARED, verb="interest.read"),
    Rule("related.Declaration", OWN, ("declarer",), DECLARED, logged=False),
    Rule("related.Block", Purpose.OVERSEE, (P.SEE_INTERESTS,), _fields("block", "words"), verb="interest.read"),
    # Volunteers and donors: the organisation that they promised something to.
    Rule("volunteers.Volunteer", W, (P.MANAGE_VOLUNTEERS,), VOLUNTEER),
    Rule("volunteering.Assignment", W, (P.MANAGE_VOLUNTEERS,), VOLUNTEER),
    Rule("organisations.Organisation", W, (P.MANAGE_VOLUNTEERS,), _fields("volunteer", "name")),
    Rule("donations.Pledge", W, (P.RECORD_DELIVERY, "taken_up"), _fields("user", "phone"), verb="pledge.contact_read"),
    Rule("donations.Gift", OWN, ("donor",), GIFT, logged=False),
    Rule("donations.Gift", OWN, (Ground.BROWSER,), GIFT, logged=False),
)

# Encrypted, and shown to nobody: what only a comparison, a message or the row's own history needs.
NEVER_SHOWN = frozenset(
    {
        "person.health",
        "volunteer.id_no",
        "declaration.id_no",
        "declaration.phone",
        "delivery.note",
        "delivery.witness",
    }
)


def rules_for(subject: str, purpose: Purpose) -> list[Rule]:
    return [rule for rule in RULES if rule.subject == subject and rule.purpose == purpose]
