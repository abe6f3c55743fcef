"""Open the lessons in JupyterLab, in the student's own copies."""

import hashlib
import json
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from course.errors import CourseError
from course.files import write_whole
from course.place import MANIFEST, Place

FIRST = "00_start_here/00_start_here.ipynb"
EXCHANGE = Path("/usr/local/share/nbgrader/exchange")  # where nbgrader expects it by default


def open_lab(
    place: Place, no_browser: bool, port: int | None, cold: bool, extra: Sequence[str]
) -> int:
    """Copy new lessons into the student's folder and run JupyterLab there until it is stopped.

    Args:
        place: where the lessons and the student's copies are.
        cold: start each kernel from nothing, as elsewhere; otherwise from a prepared process.
        extra: further options of JupyterLab.

    Raises:
        CourseError: the port is in use, or there is no release to copy.
    """
    if port is not None:
        check_port(port)
    for line in copy_release(place.release, place.work):
        print(line)
    argv = [
        f"--ServerApp.root_dir={place.work}",
        f"--LabApp.default_url=/lab/tree/{first_lesson(place.release)}",
        "--LabApp.news_url=None",
        "--LabApp.expose_app_in_browser=True",  # for the buttons below a question
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),  # a container
        *(["--no-browser"] if no_browser else []),
        *([f"--port={port}", "--ServerApp.port_retries=0"] if port is not None else []),
        *extra,
    ]
    # Our page_config.json hides what students do not need: a question about news, which needs the
    # network, and nbgrader's tools for instructors. "Validate" stays, and the list of assignments
    # where there is a class.
    kind = "class" if has_exchange() else "alone"
    paths = [str(Path(__file__).parent / "assets/jupyter" / kind)]
    paths += filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(paths)
    # Use this environment's python3 kernel, even if the user has another one of that name.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    if sys.platform.startswith("linux") and not cold:
        from course.kernels import ready

        os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = ready.NAME
        ready.keep_one_ready()
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(argv)
    return 0


def has_exchange() -> bool:
    """Tell whether nbgrader's assignments can be fetched here: an exchange was set up."""
    from jupyter_core.paths import jupyter_config_path

    names = ("nbgrader_config.py", "nbgrader_config.json")
    settings = (Path(path, name) for path in jupyter_config_path() for name in names)
    return EXCHANGE.is_dir() or any(path.is_file() for path in settings)


def first_lesson(release: Path) -> str:
    """Return the path of the first notebook; a class may leave lessons out."""
    found = sorted(path.relative_to(release).as_posix() for path in release.glob("*/*.ipynb"))
    return FIRST if FIRST in found or not found else found[0]


def check_port(port: int) -> None:
    """Raise CourseError if no server could listen on this port of the loopback address."""
    with socket.socket() as probe:
        if os.name == "posix":  # like servers: the port of one that just ended is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CourseError(
                f"Expected port {port} to be free, got: {error}. "
                "Choose another with --port, or leave --port out to use a free one."
            ) from error


def copy_release(release: Path, work: Path) -> list[str]:
    """Copy the release into `work` and return a line about each file that was not copied.

    A file that the student changed is never touched: `work/.copied.json` has the hash of each file
    when it was copied, and a newer release replaces only a file that still has this hash.

    Raises:
        CourseError: there is no release, or `work` cannot be written to.
    """
    hidden = ".ipynb_checkpoints"  # left by JupyterLab if somebody opened a release there
    files = sorted(p for p in release.rglob("*") if p.is_file() and hidden not in p.parts)
    if not files:
        raise CourseError(f"Expected lessons in {release}, found none. Run `make build` first.")
    lines = []
    try:
        work.mkdir(parents=True, exist_ok=True)
        copied = read_manifest(work / MANIFEST)
        for path in files:
            name = path.relative_to(release).as_posix()
            mine, new = work / name, digest(path)
            if not mine.exists() or digest(mine) in (copied.get(name), new):
                if not mine.exists() or digest(mine) != new:
                    write_whole(mine, path.read_bytes())
                copied[name] = new
            elif copied.get(name) != new:
                lines.append(f"Kept {mine}, which you changed. A newer version is in {path}.")
        write_whole(work / MANIFEST, json.dumps(copied, indent=1).encode())
    except OSError as error:
        raise CourseError(
            f"Expected to write your copies into {work}, got: {error}. "
            "Make room there, or make the folder writable."
        ) from error
    return lines


def read_manifest(path: Path) -> dict[str, str]:
    """Return the hash of each copied file; empty if unknown, so that every file is kept."""
    try:
        copied = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return copied if isinstance(copied, dict) else {}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
