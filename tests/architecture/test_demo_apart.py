"""The invented city stays out of production: nothing there imports it, and no command of it is at hand."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import json, sys
import django
django.setup()
from importlib import import_module
from django.apps import apps
from django.core.management import get_commands
import_module("config.urls"), import_module("config.wsgi")
from common.invariants import stated
names = [one.name for one in stated()]
print(json.dumps({
    "imported": sorted(name for name in sys.modules if name.split(".")[0] == "demo"),
    "apps": sorted(one.name for one in apps.get_app_configs() if one.name.split(".")[0] == "demo"),
    "commands": sorted({"seed_demo", "prepare_demo", "check_invariants"} & set(get_commands())),
    "invariants": sorted({name.split(".")[0] for name in names}),
}))
"""


def seen(settings: str) -> dict[str, list[str]]:
    """What a fresh process has loaded under these settings."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "DJANGO_SETTINGS_MODULE": settings,
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_KEYS": f"k1:{secrets.token_hex(32)}",
        "INDEX_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "example.org",
        "CITY_REGION": "990100000000",
        "OFFICE_NAME": "澄川市民政局",
        "OFFICE_NAME_EN": "Chengchuan Civil Affairs Bureau",
        "EMBEDDED_POSTGRES": "postgres-test",
    }
    answer = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, cwd=ROOT / "site", capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout)


def test_production_neither_imports_the_demo_nor_offers_its_commands():
    found = seen("config.settings.production")
    assert (found["imported"], found["apps"], found["commands"]) == ([], [], ["check_invariants"])
    assert found["invariants"] == [
        "common",
        "donations",
        "funds",
        "matching",
        "needs",
        "policy",
        "programmes",
        "publication",
    ]


def test_control_the_demos_settings_do_both():
    found = seen("config.settings.demo")
    assert "demo.seed" not in found["imported"] and "demo.views" in found["imported"]
    assert (found["apps"], found["commands"]) == (["demo"], ["check_invariants", "prepare_demo", "seed_demo"])
    assert "demo" in found["invariants"]
