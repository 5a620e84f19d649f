from django.db import connection, models


class Sequence(models.Model):
    """The last number given out in one series, such as the cases of a county on one day."""

    key = models.CharField(primary_key=True, max_length=80)
    last = models.BigIntegerField(default=0)


def next_number(key: str) -> int:
    """The next number of this series, from 1, without gaps; the series' row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sequences_sequence (key, last) values (%s, 1) "
            "on conflict (key) do update set last = sequences_sequence.last + 1 returning last",
            [key],
        )
        return int(cursor.fetchone()[0])
