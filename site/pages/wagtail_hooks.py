"""What this package adds to Wagtail's admin."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from needs.models import PublicNeed
from pages.snippets import PublicNeedViewSet, ReadOnlyPolicy

register_permission_policy(PublicNeed, ReadOnlyPolicy(PublicNeed))
register_snippet(PublicNeedViewSet)
