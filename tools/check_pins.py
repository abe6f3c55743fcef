"""Check that the pins can be installed on every Python and system that the course supports.

For each pair, pip's dry run looks for a wheel of every pin; nothing is installed. pip evaluates
environment markers for the Python that runs it, not for the one that it is asked about, so this
script evaluates them first and gives pip only the pins that apply. It then compares what the wheels
require with the pins: each requirement must be pinned to a version within its bounds.

    python tools/check_pins.py              # all pairs: a few minutes
    python tools/check_pins.py macos 3.14   # only the pairs that match every word
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"
# The first 3.11 is the strictest test: some packages require a later patch release of it.
PYTHONS = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")


@dataclass(frozen=True)
class System:
    """The wheels that a system accepts, and the values that markers have there."""

    name: str
    wheels: tuple[str, ...]
    markers: dict[str, str]


SYSTEMS = (
    System(
        "linux",
        # glibc 2.28, which torch needs, and older. The last three are older names for such tags.
        tuple(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1))
        + ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"),
        {
            "os_name": "posix",
            "sys_platform": "linux",
            "platform_system": "Linux",
            "platform_machine": "x86_64",
        },
    ),
    System(
        "macos",
        ("macosx_14_0_arm64",),  # torch needs macOS 14; pip adds the older tags itself
        {
            "os_name": "posix",
            "sys_platform": "darwin",
            "platform_system": "Darwin",
            "platform_machine": "arm64",
        },
    ),
    System(
        "windows",
        ("win_amd64",),
        {
            "os_name": "nt",
            "sys_platform": "win32",
            "platform_system": "Windows",
            "platform_machine": "AMD64",
        },
    ),
)


def environment(python: str, system: System) -> dict[str, str]:
    """The values of environment markers on this Python and system."""
    return system.markers | {
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "implementation_name": "cpython",
        "implementation_version": python,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }


def applies(requirement: Requirement, env: dict[str, str]) -> bool:
    """Whether the requirement's marker, if it has one, is true there."""
    return requirement.marker is None or requirement.marker.evaluate(env)


def pins_for(lines: list[str], env: dict[str, str]) -> list[str]:
    """The pins that apply there, without their markers."""
    pins = [Requirement(line) for line in lines]
    return [f"{pin.name}{pin.specifier}" for pin in pins if applies(pin, env)]


def unmet(installed: list[dict], env: dict[str, str]) -> Iterator[str]:
    """What the wheels require and the pins do not provide, from the wheels' metadata."""
    found = {canonicalize_name(each["name"]): each for each in installed}
    waiting = [(name, "") for name in found]
    seen = set(waiting)
    for name, extra in waiting:  # the loop adds to it where a requirement names an extra
        for text in found[name].get("requires_dist", []):
            need = Requirement(text)
            if not applies(need, env | {"extra": extra}):
                continue
            other = canonicalize_name(need.name)
            if other not in found:
                yield f"{name} requires {need.name}{need.specifier}, which is not pinned"
                continue
            if not need.specifier.contains(found[other]["version"], prereleases=True):
                yield f"{name} requires {need.name}{need.specifier}, not {found[other]['version']}"
            new = {(other, each) for each in need.extras} - seen
            seen |= new
            waiting += sorted(new)


def reason(errors: str) -> str:
    """The first package that pip could not find, and why, from what pip printed."""
    if "connection broken by" in errors:
        return "the package index cannot be reached"
    missing = re.search(r"No matching distribution found for (\S+?)==(\S+)", errors)
    if missing is None:
        return errors.strip().splitlines()[-1] if errors.strip() else "pip failed and said nothing"
    name, pin = missing.groups()
    python = re.search(rf"[ ;]{re.escape(pin)} Requires-Python ([^;\n]+)", errors)
    return f"{name}=={pin}: " + (f"requires Python {python[1]}" if python else "no wheel")


def problems(python: str, system: System, lines: list[str]) -> list[str]:
    """Why the pins cannot be installed there; an empty list if they can."""
    env = environment(python, system)
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text("\n".join(pins_for(lines, env)))
        options = ["--dry-run", "--no-deps", "--only-binary", ":all:", "--python-version", python]
        options += [f"--platform={tag}" for tag in system.wheels]
        # Download only the metadata, even from an index that does not serve it separately.
        options += ["--use-feature", "fast-deps", "--target", folder]
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--report", str(report)]
        command += [*options, "-r", str(requirements)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return [reason(done.stderr)]
        installed = [each["metadata"] for each in json.loads(report.read_text())["install"]]
    return list(unmet(installed, env))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="a system or a Python version, e.g. macos 3.14")
    words = parser.parse_args().words
    if Version(version("pip")) < Version("23.3"):
        parser.error(
            f"expected pip 23.3 or newer, got {version('pip')}, which would download the wheels "
            "themselves: several gigabytes. Run: pip install --upgrade pip"
        )
    rows = [
        (python, system)
        for system in SYSTEMS
        for python in PYTHONS
        if all(word == system.name or python.startswith(word) for word in words)
    ]
    if not rows:
        parser.error(f"expected linux, macos, windows or one of {PYTHONS}, got: {' '.join(words)}")
    lines = REQUIREMENTS.read_text().splitlines()
    failed = False
    with ThreadPoolExecutor(4) as pool:
        results = pool.map(lambda row: problems(*row, lines), rows)
        for (python, system), found in zip(rows, results, strict=True):
            print(f"{system.name:8} {python:7} {'; '.join(found) or 'ok'}", flush=True)
            failed |= bool(found)
    return failed


if __name__ == "__main__":
    sys.exit(main())
