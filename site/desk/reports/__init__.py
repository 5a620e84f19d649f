"""The phone screens of people who find hardship first: one question a page, and what became of each report."""
