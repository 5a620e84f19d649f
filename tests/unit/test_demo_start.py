"""Starting the demo: one at a time from a folder, and a taken port is said at once."""

import importlib.util
import socket
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demo_start", ROOT / "tools" / "demo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_second_demo_of_the_same_folder_is_refused_until_the_first_has_ended(demo, tmp_path):
    lock = tmp_path / "var" / "demo.lock"
    first = demo.alone(lock)
    with pytest.raises(SystemExit, match="already runs from this folder"):
        demo.alone(lock)
    first.close()
    demo.alone(lock).close()


def test_a_taken_port_is_named_with_the_way_out(demo):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken.*PORT={port + 1} make demo"):
            demo.require_free(port)
    demo.require_free(port)
