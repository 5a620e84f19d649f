"""Page editors: the role comes from memberships, Wagtail asks Django groups, and this keeps the two in step.

The group is given at sign-in and taken away there; what ends in between ends at the door, since Wagtail's own pages
ask for `wagtailadmin.access_admin` on each request and `setup_pages` brings the whole group in line.
"""

from django.contrib.auth.models import Group

from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from organisations.roles import ROLES

GROUP = "Editors"


def sync(user: User) -> None:
    group = Group.objects.filter(name=GROUP).first()
    if group is None:
        return  # the pages are not set up yet
    if access.has_permission(user, P.EDIT_PAGES):
        user.groups.add(group)
    else:
        user.groups.remove(group)


def sync_all() -> None:
    """Everybody in the group, and everybody who ought to be."""
    roles = [name for name, role in ROLES.items() if P.EDIT_PAGES in role.permissions]
    members = User.objects.filter(memberships__role__in=roles)
    for user in (members | User.objects.filter(groups__name=GROUP)).distinct():
        sync(user)


def on_sign_in(sender, user: User, **kwargs) -> None:
    sync(user)
