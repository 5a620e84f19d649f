from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "funds.ledger"
    label = "ledger"
    verbose_name = _("资金账")

    # What the role of the running site may do with each table; `create_runtime_role` grants exactly this. Balances are
    # moved by the database when a journal row arrives, so the site needs no right to write them.
    runtime_grants = {
        "ledger_book": "SELECT, INSERT",
        "ledger_account": "SELECT",
        "ledger_transfer": "SELECT, INSERT",
        "ledger_freeze": "SELECT, INSERT, UPDATE (lifted_at, lifted_by_a, lifted_by_b)",
    }
    runtime_functions = ["ledger_open(uuid, text, text)", "ledger_lock_accounts(bigint[])"]
