"""Every act that a role may be allowed to do. One enum, so that a search finds each use."""

from enum import StrEnum


class Permission(StrEnum):
    # finding and intake
    FILE_CLUE = "file_clue"
    SEE_CLUES = "see_clues"
    TAKE_CLUE = "take_clue"
    OPEN_CASE = "open_case"
    # the case
    SEE_CASES = "see_cases"
    EDIT_CASE = "edit_case"
    VERIFY_CASE = "verify_case"
    CONFIRM_GAP = "confirm_gap"
    RECORD_CONSENT = "record_consent"
    DECIDE_DUPLICATE = "decide_duplicate"
    REVEAL_PERSONAL = "reveal_personal"
    # the public text
    WRITE_PUBLIC_TEXT = "write_public_text"
    APPROVE_PUBLIC_TEXT = "approve_public_text"
    # matching
    RUN_MATCHING = "run_matching"
    APPROVE_MATCH = "approve_match"
    # charities
    MANAGE_PROGRAMMES = "manage_programmes"
    APPROVE_PROGRAMME = "approve_programme"
    ANSWER_MATCH = "answer_match"
    RECORD_DELIVERY = "record_delivery"
    SEE_STATEMENT = "see_statement"
    MANAGE_RESOURCES = "manage_resources"
    # enterprises
    MANAGE_FUND = "manage_fund"
    APPROVE_FUND = "approve_fund"
    ANSWER_GRANT = "answer_grant"
    CONFIRM_TOP_UP = "confirm_top_up"
    # government reserves
    SEE_RESERVES = "see_reserves"
    KEEP_RESERVES = "keep_reserves"
    APPROVE_RESERVES = "approve_reserves"
    # complaints and early signs
    ASSIGN_COMPLAINT = "assign_complaint"
    HANDLE_COMPLAINT = "handle_complaint"
    APPROVE_COMPLAINT = "approve_complaint"
    ANALYSE_SIGNALS = "analyse_signals"
    # volunteers, relief stations
    MANAGE_VOLUNTEERS = "manage_volunteers"
    VET_VOLUNTEER = "vet_volunteer"
    SEE_STATIONS = "see_stations"
    KEEP_STAYS = "keep_stays"
    # referrals to other organisations
    SEND_REFERRAL = "send_referral"
    ANSWER_REFERRAL = "answer_referral"
    SUPERVISE_REFERRAL = "supervise_referral"
    OVERRIDE_CONSENT = "override_consent"
    # public notices before a decision
    WRITE_NOTICE = "write_notice"
    CHECK_NOTICE = "check_notice"
    DECIDE_OBJECTION = "decide_objection"
    # dated local rules: time limits, order of urgency
    SET_LOCAL_RULES = "set_local_rules"
    CONFIRM_LOCAL_RULES = "confirm_local_rules"
    # oversight
    SEE_AUDIT = "see_audit"
    SEE_INTERESTS = "see_interests"
    SEE_AGGREGATES = "see_aggregates"
    EDIT_PAGES = "edit_pages"
