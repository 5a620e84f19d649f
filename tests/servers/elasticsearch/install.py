"""Brings the server's jars by Maven into `var/servers/elasticsearch`, once per version, and compiles the starter."""

import fcntl
import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = Path(__file__).resolve().parents[3] / "var" / "servers" / "elasticsearch"
TOOLS = ("java", "javac", "mvn")
DESCRIPTOR = "META-INF/es-plugins/transport-netty4/plugin-descriptor.properties"


def missing() -> str:
    """What this machine lacks, in words; empty when a node can be started."""
    absent = [tool for tool in TOOLS if not shutil.which(tool)]
    return f"{', '.join(absent)} not found (Debian: openjdk-17-jdk-headless, maven)" if absent else ""


def installed() -> Path:
    """The node's home. Two test processes may ask at once: one installs, the other waits."""
    home = FOLDER / _version()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "complete").exists():
            shutil.rmtree(home, ignore_errors=True)
            _fetch(home)
            _arrange(home)
            _compile(home)
            (home / "complete").touch()
    return home


def _version() -> str:
    """Changes with the jars that are asked for and with the starter."""
    content = b"".join((HERE / name).read_bytes() for name in ("pom.xml", "SearchNode.java"))
    return hashlib.sha256(content).hexdigest()[:12]


def _fetch(home: Path) -> None:
    command = [
        "mvn",
        "-q",
        "-B",
        "-f",
        str(HERE / "pom.xml"),
        "dependency:copy-dependencies",
        f"-DoutputDirectory={home / 'server'}",
        "-DincludeScope=runtime",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"Maven could not bring Elasticsearch:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _arrange(home: Path) -> None:
    """The network layer is a module with a folder of its own, as in the archive that is not published."""
    (home / "config").mkdir()
    module = home / "modules" / "transport-netty4"
    module.mkdir(parents=True)
    for jar in [*(home / "server").glob("transport-netty4-*.jar"), *(home / "server").glob("netty-*.jar")]:
        jar.rename(module / jar.name)
    layer = next(module.glob("transport-netty4-*.jar"))
    with zipfile.ZipFile(layer) as archive:
        (module / "plugin-descriptor.properties").write_bytes(archive.read(DESCRIPTOR))


def _compile(home: Path) -> None:
    command = ["javac", "-d", str(home / "classes"), "-cp", str(home / "server" / "*"), str(HERE / "SearchNode.java")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"The starter does not compile:\n{done.stderr[-2000:]}")
