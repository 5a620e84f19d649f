"""Minutes as people say them. Stored and summed as whole minutes; only the words have hours."""

from django.utils.translation import gettext as _


def duration(minutes: int) -> str:
    """`125` → `2 小时 5 分`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d 分钟") % {"minutes": rest}
    if not rest:
        return _("%(hours)d 小时") % {"hours": hours}
    return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": rest}
