"""A new site in one idempotent step: two languages, the tree of pages with its first words, and who may edit them.

A page that exists is left alone, whatever its words have become: from the first run on, editors own them.
"""

from copy import deepcopy
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from pages import editors
from pages.models import ContentPage, HomePage, NeedIndexPage, ProgrammeIndexPage
from pages.starting_texts import PageText, home
from pages.starting_texts.about import ABOUT
from pages.starting_texts.accessibility import ACCESSIBILITY
from pages.starting_texts.help import HELP
from pages.starting_texts.policy import POLICY
from pages.starting_texts.privacy import PRIVACY

CHINESE, ENGLISH = "zh-hans", "en"
TEXTS = (POLICY, HELP, ABOUT, PRIVACY, ACCESSIBILITY)
INDEXES = (
    (NeedIndexPage, "needs", "正在求助", "Open needs"),
    (ProgrammeIndexPage, "programmes", "慈善项目", "Programmes"),
)
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")


@transaction.atomic
def set_up(on: date) -> HomePage:
    """Everything that is missing; `on` is the day on which the first texts count as reviewed."""
    chinese, english = (Locale.objects.get_or_create(language_code=code)[0] for code in (CHINESE, ENGLISH))
    top = _home(chinese)
    top_en = _translated(top, english, title=home.TITLES[ENGLISH], slug="home-en")
    for model, slug, title, title_en in INDEXES:
        page = _child(top, model, slug, title=title)
        _translated(page, english, title=title_en)
    for text in TEXTS:
        page = _child(top, ContentPage, text.slug, **_content(text.zh, on))
        _translated(page, english, **_content(text.en, on))
    _fill(top, home.ZH)
    _fill(top_en, home.EN)
    _site(top)
    _editors([top, top_en])
    return top


def _home(locale: Locale) -> HomePage:
    existing = HomePage.objects.filter(locale=locale, depth=2).first()
    if existing:
        return existing
    root = Page.get_first_root_node()
    _remove_welcome(root)
    return root.add_child(instance=HomePage(title=home.TITLES[CHINESE], slug="home", locale=locale, body=[]))


def _remove_welcome(root: Page) -> None:
    """Wagtail's own first page. Its site goes with it and is made anew."""
    welcome = root.get_children().exact_type(Page).filter(slug="home").first()
    if welcome:
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
        root.refresh_from_db()


def _child(parent: Page, model: type[Page], slug: str, **fields: Any) -> Page:
    existing = model.objects.child_of(parent).filter(slug=slug).first()
    if existing:
        return existing
    parent.refresh_from_db()  # treebeard keeps the number of children on the instance
    return parent.add_child(instance=model(slug=slug, locale=parent.locale, **fields))


def _translated(page: Page, locale: Locale, **fields: Any) -> Page:
    """The equivalent in the other language: published, and with its own words."""
    existing = page.get_translation_or_none(locale)
    if existing:
        return existing.specific
    copy = page.copy_for_translation(locale, copy_parents=False).specific
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.draft_title = copy.title
    copy.save_revision().publish()
    return type(copy).objects.get(pk=copy.pk)


def _content(text: PageText, on: date) -> dict[str, Any]:
    body = [("text", {"heading": heading, "text": html}) for heading, html in text.parts]
    return {"title": text.title, "lead": text.lead, "body": _streamed(ContentPage, body), "reviewed_on": on}


def _fill(page: HomePage, sections: list[tuple[str, Any]]) -> None:
    """The home page's sections, once its other pages exist and can be linked to."""
    if page.body:
        return
    page.refresh_from_db()  # publishing writes the whole row, the number of children included
    sections = deepcopy(sections)
    for kind, value in sections:
        for link in value["links"] if kind == "links" else []:
            link["page"] = ContentPage.objects.child_of(page).get(slug=link["page"]).pk
    page.body = _streamed(HomePage, sections)
    page.save_revision().publish()


def _streamed(model: type[Page], blocks: list[tuple[str, Any]]):
    """Plain data as the field's own value: the same path as a page that is read from the database."""
    stream = model._meta.get_field("body").stream_block
    return stream.to_python([{"type": kind, "value": value} for kind, value in blocks])


def _site(top: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", port=80, root_page=top, is_default_site=True, site_name="周急 Zhouji")
    elif site.root_page_id != top.pk:
        site.root_page = top
        site.save()


def _editors(homes: list[Page]) -> None:
    """Editors work on pages and their pictures, below the two home pages, and on nothing else."""
    group, _made = Group.objects.get_or_create(name=editors.GROUP)
    may = Permission.objects.filter(codename__in=["access_admin", "submit_translation"])
    group.permissions.set(may)
    GroupPagePermission.objects.filter(group=group).exclude(page__in=homes).delete()
    for page in homes:
        for permission in _permissions(PAGE_PERMISSIONS):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    GroupCollectionPermission.objects.filter(group=group).delete()
    for permission in _permissions(("add_image", "change_image", "choose_image")):
        GroupCollectionPermission.objects.create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    editors.sync_all()


def _permissions(codenames: tuple[str, ...]) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=codenames))
