"""One node on a free port with 512 MB of heap; stopped by its own process, never by name."""

import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.elasticsearch.install import installed

HEAP = "512m"
PATIENCE = 90  # seconds; 5 on an idle machine, but the machine may be full of other tests
MODULES = "org.elasticsearch.server,ALL-MODULE-PATH,jdk.net,jdk.management.agent"


@contextmanager
def started() -> Iterator[str]:
    """The URL of a node that is healthy for as long as the block lasts."""
    home, port = installed(), _free_port()
    data = Path(tempfile.mkdtemp(prefix="search-node-"))
    command = [
        "java",
        f"-Xms{HEAP}",
        f"-Xmx{HEAP}",
        "--module-path",
        str(home / "server"),
        "--add-modules",
        MODULES,
        "-cp",
        str(home / "classes"),
        "SearchNode",
        str(home),
        str(data),
        str(port),
    ]
    with (data / "output").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process, data / "output")
        yield url
    finally:
        _stop(process)
        shutil.rmtree(data, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(url: str, process: subprocess.Popen, output: Path) -> None:
    """Until the cluster answers that it is healthy."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            health = f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s"
            with urllib.request.urlopen(health, timeout=10) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"Elasticsearch did not start:\n{output.read_text(errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
