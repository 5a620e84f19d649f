"""Every catalogue of English in the tree is one that Django reads."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext, override

from tests.architecture.sources import ROOT


def read_by_django() -> set[Path]:
    own = {Path(config.path) / "locale" for config in apps.get_app_configs()}
    return {path.resolve() for path in (*own, *map(Path, settings.LOCALE_PATHS))}


def test_no_package_speaks_english_to_nobody():
    found = {path.parents[2] for path in ROOT.rglob("locale/en/LC_MESSAGES/django.po") if ".venv" not in path.parts}
    assert len(found) > 15
    assert {str(path.relative_to(ROOT)) for path in found - read_by_django()} == set()


def test_control_a_room_of_casework_is_translated():
    with override("en"):
        assert gettext("转介逾期未办") != "转介逾期未办"
