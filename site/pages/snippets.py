"""`PublicNeed` in Wagtail's admin: to be read and previewed by page editors, never written there.

Publishing is an act of `needs.services` with a gate, an approver and an audit record. Wagtail's own add, edit, publish,
revision and chooser views are therefore not installed at all: they would be a second door, and some of them show
earlier wordings, which the gate has not passed.
"""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.snippets.views.snippets import InspectView, SnippetViewSet, UsageView

from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from organisations.roles import ROLES
from publication.models import PublicNeed
from publication.states import PublicState


class ReadOnlyPolicy(BasePermissionPolicy):
    """Whoever may edit pages may look; nobody, not even a superuser, may do more here."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and (user.is_superuser or access.has_permission(user, P.EDIT_PAGES))

    def users_with_any_permission(self, actions):
        users = get_user_model().objects.filter(is_active=True)
        if "view" not in actions:
            return users.none()
        roles = [name for name, role in ROLES.items() if P.EDIT_PAGES in role.permissions]
        holds = Q(memberships__role__in=roles, memberships__ended_at__isnull=True)
        return users.filter(holds | Q(is_superuser=True)).distinct()


def readable():
    """Texts that the gate has read: a draft may still contain what must not be seen."""
    return PublicNeed.objects.exclude(state=PublicState.DRAFT)


LABELS = {"slug": _("编号"), "state": _("状态"), "approved_at": _("批准时间"), "closed_at": _("办结时间")}


class Inspect(InspectView):
    def get_field_label(self, field_name, field):
        return LABELS.get(field_name) or super().get_field_label(field_name, field)

    def get_closed_at_display_value(self):
        return self.object.closed_at or "—"

    def get_object(self, queryset=None):
        return get_object_or_404(readable(), pk=self.pk)

    def get_header_buttons(self):
        url = reverse(f"{PublicNeedViewSet.namespace}:preview", args=[self.object.pk])
        new_tab = {"target": "_blank", "rel": "noopener"}
        return [HeaderButton(_("预览公开页面"), url=url, icon_name="view", attrs=new_tab)]


class Usage(UsageView):
    permission_required = "view"

    def get_object(self):
        return get_object_or_404(readable(), pk=self.pk)


class Preview(PermissionCheckedMixin, View):
    """The page of this need, as everybody would see it."""

    permission_required = "view"
    model = PublicNeed

    def get(self, request, pk):
        need = get_object_or_404(readable().select_related("county"), pk=pk)
        return need.make_preview_request(request, need.default_preview_mode)


class PublicNeedViewSet(SnippetViewSet):
    model = PublicNeed
    namespace = "public_needs"
    url_namespace = namespace
    url_prefix = "public-needs"
    icon = "view"
    menu_label = _("公开求助")
    menu_order = 250
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_view_class = Inspect
    usage_view_class = Usage
    list_display = [
        "title",
        Column("get_state_display", label=_("状态")),
        "county",
        "deadline_on",
        Column("updated_at", label=_("更新时间"), sort_key="updated_at"),
    ]
    list_filter = ["category", "state"]
    list_per_page = 30
    inspect_view_fields = [
        "slug",
        "title",
        "story",
        "category",
        "county",
        "age_band",
        "household_band",
        "urgency",
        "deadline_on",
        "state",
        "approved_at",
        "closed_at",
    ]

    def get_queryset(self, request):
        return readable().select_related("county").order_by("-updated_at")

    def get_usage_view_kwargs(self, **kwargs):
        """The usage page links to where a thing is edited; here that is where it is read."""
        return super().get_usage_view_kwargs(**{"edit_url_name": self.get_url_name("inspect"), **kwargs})

    @property
    def preview_view(self):
        return self.construct_view(Preview)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="list"),
            path("results/", self.index_results_view, name="list_results"),
            path("inspect/<uuid:pk>/", self.inspect_view, name="inspect"),
            path("usage/<uuid:pk>/", self.usage_view, name="usage"),
            path("preview/<uuid:pk>/", self.preview_view, name="preview"),
        ]

    def register_chooser_viewset(self):
        """Pages link to needs by their public address; nobody chooses one from a list of all texts."""
