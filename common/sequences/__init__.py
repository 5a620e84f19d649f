"""Numbers without gaps, one row per series: taken in the transaction that uses them, so a rollback gives them back."""
