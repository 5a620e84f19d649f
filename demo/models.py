"""Which parts of the invented city stand already."""

from django.db import models


class Chapter(models.Model):
    """A part of the seed, written in the same transaction as its rows: what has a chapter is not made again.

    `day` is the city's own today, fixed by the first run; size and seed say which city this database holds.
    """

    key = models.CharField(primary_key=True, max_length=60)
    size = models.CharField(max_length=10)
    seed = models.PositiveIntegerField()
    day = models.DateField()
    PERSONAL: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.key
