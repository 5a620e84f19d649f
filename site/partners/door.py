"""Who may enter the partners' workspace at all; each object then comes from its package's `access`."""

from organisations.permissions import Permission
from organisations.roles import Workspace
from workspace.door import door

# members of a charity, a service organisation or an enterprise
partner_required = door(Workspace.PARTNERS)


def for_people_with(*permissions: Permission):
    """Partners who may do at least one of these somewhere; the object's own organisation is asked by the service."""
    return door(Workspace.PARTNERS, permissions=permissions)
