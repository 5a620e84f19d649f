"""What this package adds to Wagtail's admin."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from pages.snippets import PublicNeedViewSet, ReadOnlyPolicy
from publication.models import PublicNeed

register_permission_policy(PublicNeed, ReadOnlyPolicy(PublicNeed))
register_snippet(PublicNeedViewSet)
