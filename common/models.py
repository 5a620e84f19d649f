from django.db import models
from django.utils.translation import gettext_lazy as _


class HolidayKind(models.TextChoices):
    HOLIDAY = "holiday", _("放假")
    MAKEUP = "makeup", _("调休上班")


class Holiday(models.Model):
    """A day on which the State Council's yearly notice departs from the plain week; all other days follow the week."""

    date = models.DateField(primary_key=True)
    kind = models.CharField(max_length=7, choices=HolidayKind.choices)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=HolidayKind.values), name="common_holiday_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
