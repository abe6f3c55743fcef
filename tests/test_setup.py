"""What a fresh clone relies on: pins, licences, the Makefile, and no trace of one machine."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LINES = (ROOT / "requirements.txt").read_text().splitlines()
PINS = {canonicalize_name(pin.name): pin for pin in map(Requirement, LINES)}
EXTRAS = [text for extra in PROJECT["optional-dependencies"].values() for text in extra]
DIRECT = [
    requirement
    for requirement in map(Requirement, PROJECT["dependencies"] + EXTRAS)
    if requirement.name != PROJECT["name"]
]


def version(pin):
    return str(pin.specifier).removeprefix("==")


def test_requirements_are_exact_pins_and_nothing_else():
    pin = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*( ; platform_system == \"Linux\")?")
    assert [line for line in LINES if not pin.fullmatch(line)] == []
    assert len(PINS) == len(LINES)


def test_only_the_cuda_packages_are_for_linux_alone():
    linux = {name for name, pin in PINS.items() if pin.marker}
    assert linux == {name for name in PINS if re.match(r"nvidia-|cuda-|triton$", name)}


@pytest.mark.parametrize("requirement", DIRECT, ids=lambda requirement: requirement.name)
def test_direct_dependencies_are_pinned_within_their_bounds_and_installed(requirement):
    pinned = version(PINS[canonicalize_name(requirement.name)])
    assert requirement.specifier.contains(pinned)
    assert importlib.metadata.version(requirement.name) == pinned


def test_torch_2_13_is_left_out():
    torch = next(each for each in DIRECT if each.name == "torch")
    assert not torch.specifier.contains("2.13.1")


def test_conda_installs_the_same_pins_and_the_package():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, packages = environment["dependencies"]
    assert SpecifierSet(PROJECT["requires-python"]).contains(python.removeprefix("python="))
    assert pip == "pip"
    assert packages == {"pip": ["-r requirements.txt", "-e ."]}
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_licences_name_their_owners():
    licence, notice = (ROOT / "LICENSE").read_text(), (ROOT / "NOTICE").read_text()
    assert licence.startswith("MIT License")
    assert "Copyright (c) 2026 The course authors" in licence
    for words in ("Fashion-MNIST", "Copyright 2017 Zalando SE, https://tech.zalando.com"):
        assert words in notice
    for words in ("EfficientNet-Lite0", "Apache-2.0", "TensorFlow TPU authors"):
        assert words in notice


def test_hooks_touch_no_generated_file():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    untouched = re.compile(hooks["exclude"])
    for path in ("release/00_a/00_a.ipynb", "solutions/00_a.ipynb", "tests/answers/00_a/x.py"):
        assert untouched.search(path)
    assert not untouched.search("course/build.py")


def test_no_file_names_a_path_of_one_machine():
    """Absolute paths below a home or a mount; a path after a word or a variable is relative."""
    path = re.compile(r"(?<![\w.~)}\]*-])/(?:home|Users|root|work|opt|tmp)/\w|[A-Z]:\\Users")
    kinds = {".py", ".md", ".toml", ".txt", ".yml", ".yaml", ".ipynb", ""}
    skipped = {"work", ".venv", ".git", "__pycache__", ".pytest_cache", ".ruff_cache"}
    found = []
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in skipped]
        for file in (Path(folder, name) for name in files if Path(name).suffix in kinds):
            match = path.search(file.read_text(encoding="utf-8"))
            if match:
                found.append(f"{file.relative_to(ROOT)}: {match[0]}")
    assert found == []


# --- the Makefile, with a fake Python that writes down how it was called ------------------------

FAKE = """#!/bin/sh
echo "$*" >> calls
case "$*" in
  --version) echo "Python 3.9.2" ;;
  *"import sys; sys.exit"*) exit ${OLD:-0} ;;
  *"import sys, pip"*) exit ${BROKEN:-0} ;;
  *ensurepip*) exit ${NO_VENV:-0} ;;
  "-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo made > .venv/made ;;
  *"pip install"*) exit ${OFFLINE:-0} ;;
esac
"""


@pytest.fixture
def make(tmp_path):
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    fake = tmp_path / "fake"
    fake.write_text(FAKE)
    fake.chmod(0o755)

    def run(**env):
        (tmp_path / "calls").write_text("")
        command = ["make", "test", f"PYTHON={fake}"]
        done = subprocess.run(
            command, cwd=tmp_path, env=os.environ | env, capture_output=True, text=True
        )
        return done.returncode, done.stderr, (tmp_path / "calls").read_text().splitlines()

    run.folder = tmp_path
    return run


def test_make_sets_up_once_and_then_only_runs_the_tests(make):
    status, _, calls = make()
    assert status == 0
    assert [call for call in calls if "-r requirements.txt" in call or "-e ." in call]
    assert calls[-1].startswith("-m pytest")
    status, _, again = make()
    assert (status, again) == (0, calls[-1:])


def test_make_installs_again_when_the_pins_change_and_keeps_the_environment(make):
    make()
    stamp = make.folder / ".venv" / ".ready"
    later = stamp.stat().st_mtime + 10
    os.utime(make.folder / "requirements.txt", (later, later))
    _, _, calls = make()
    assert any("-r requirements.txt" in call for call in calls)
    assert not any(call.startswith("-m venv") for call in calls)


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        ("OLD", "Expected Python 3.11 or newer, got: Python 3.9.2"),
        ("NO_VENV", "sudo apt install python3-venv"),
        ("OFFLINE", "With no network"),
    ],
)
def test_make_says_what_is_missing_and_goes_on_when_it_is_there(make, trouble, message):
    status, err, calls = make(**{trouble: "1"})
    assert status != 0
    assert message in err
    assert "Traceback" not in err
    assert not any("pytest" in call for call in calls)
    status, _, calls = make()
    assert status == 0
    assert calls[-1].startswith("-m pytest")


def test_make_replaces_a_broken_environment(make):
    make()
    (make.folder / ".venv" / ".ready").unlink()
    _, _, calls = make(BROKEN="1")
    assert any(call.startswith("-m venv --clear") for call in calls)


def test_make_without_any_python_says_so(make):
    done = subprocess.run(
        ["make", "test", "PYTHON=no-such-python"],
        cwd=make.folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Expected Python 3.11 or newer, got" in done.stderr
