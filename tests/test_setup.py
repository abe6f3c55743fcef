"""What a fresh clone relies on: pins, licences, the Makefile, and no path of one machine."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import check_pins
import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LINES = (ROOT / "requirements.txt").read_text().splitlines()
PINS = {canonicalize_name(pin.name): pin for pin in map(Requirement, LINES)}
EXTRAS = [
    text
    for name, extra in PROJECT["optional-dependencies"].items()
    if name != "docs"  # which `make site` installs
    for text in extra
]
DIRECT = [
    requirement
    for requirement in map(Requirement, PROJECT["dependencies"] + EXTRAS)
    if requirement.name != PROJECT["name"]
]


def version(pin):
    return str(pin.specifier).removeprefix("==")


def test_requirements_are_exact_pins_and_nothing_else():
    system = r"( ; platform_system == \"(Linux|Darwin|Windows)\")?"
    pin = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*" + system)
    assert [line for line in LINES if not pin.fullmatch(line)] == []
    assert len(PINS) == len(LINES)


def test_only_the_cuda_packages_are_for_linux_alone():
    linux = {name for name, pin in PINS.items() if '"Linux"' in str(pin.marker)}
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
    """Absolute paths below a home or a mount. A path after a word or a variable is relative."""
    path = re.compile(r"(?<![\w.~)}\]*-])/(?:home|Users|root|work|opt|tmp)/\w|[A-Z]:\\Users")
    kinds = {".py", ".md", ".toml", ".txt", ".yml", ".yaml", ".ipynb", ""}
    skipped = {"work", ".venv", ".git", "__pycache__", ".pytest_cache", ".ruff_cache"}
    skipped.add(".hypothesis")
    found = []
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in skipped]
        for file in (Path(folder, name) for name in files if Path(name).suffix in kinds):
            match = path.search(file.read_text(encoding="utf-8"))
            if match:
                found.append(f"{file.relative_to(ROOT)}: {match[0]}")
    assert found == []


# --- tools/check_pins.py, without pip ----------------------------------------------------------

LINUX, MACOS, WINDOWS = check_pins.SYSTEMS


def test_the_makefile_and_the_pins_check_cover_the_pythons_that_the_package_allows():
    allowed = SpecifierSet(PROJECT["requires-python"])
    every = [f"3.{minor}.0" for minor in range(30)]
    assert tuple(each for each in every if allowed.contains(each)) == check_pins.PYTHONS
    bounds = r"\((\d+), (\d+)\) <= sys.version_info < \((\d+), (\d+)\)"
    [found] = re.findall(bounds, (ROOT / "Makefile").read_text())
    assert allowed == SpecifierSet(">={}.{},<{}.{}".format(*found))


@pytest.mark.parametrize(
    ("python", "system", "expected"),
    [
        ("3.11.0", LINUX, ["a==1", "triton==2", "early==4"]),
        ("3.12.0", LINUX, ["a==1", "triton==2"]),
        ("3.14.0", MACOS, ["a==1", "posix==6"]),
        ("3.11.0", WINDOWS, ["a==1", "colorama==3", "early==4", "amd==5"]),
    ],
)
def test_pins_are_selected_for_the_target_and_not_for_this_python(python, system, expected):
    lines = [
        "a==1",
        'triton==2 ; platform_system == "Linux"',
        'colorama==3 ; sys_platform == "win32" and os_name == "nt"',
        'early==4 ; python_full_version < "3.11.5"',
        'amd==5 ; platform_machine == "AMD64"',
        'posix==6 ; platform_machine == "arm64" and os_name == "posix"',
    ]
    env = check_pins.environment(python, system)
    assert check_pins.pins_for(lines, env) == expected


def test_every_marker_has_a_value_for_the_target():
    """Else `packaging` would fill it in from the Python that runs the check."""
    env = check_pins.environment("3.11.0", WINDOWS)
    assert set(env) == {*default_environment(), "extra"}


def test_what_the_wheels_require_must_be_pinned_within_bounds():
    installed = [
        {
            "name": "Server",
            "version": "2.0",
            "requires_dist": [
                "schema[format]>=4",
                "six<1",
                "pywinpty ; os_name == 'nt'",
                "sphinx ; extra == 'docs'",
            ],
        },
        {"name": "schema", "version": "4.1", "requires_dist": ["fqdn ; extra == 'format'"]},
        {"name": "six", "version": "1.17.0"},
    ]
    everywhere = [
        "server requires six<1, not 1.17.0",
        "schema requires fqdn, which is not pinned",
    ]
    linux = check_pins.unmet(installed, check_pins.environment("3.11.0", LINUX))
    assert list(linux) == everywhere
    windows = check_pins.unmet(installed, check_pins.environment("3.11.0", WINDOWS))
    assert sorted(windows) == sorted([*everywhere, "server requires pywinpty, which is not pinned"])


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (
            "ERROR: Ignored the following versions that require a different python version: "
            "4.1 Requires-Python >=3.11.4; 4.1.1 Requires-Python >=3.11.5; 4.1.2 Requires-Python "
            ">=3.12\nERROR: No matching distribution found for soupsieve==4.1.1\n",
            "soupsieve==4.1.1: requires Python >=3.11.5",
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement contourpy==1.3.3 (from "
            "versions: none)\nERROR: No matching distribution found for contourpy==1.3.3",
            "contourpy==1.3.3: no wheel",
        ),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\n"
            "ERROR: No matching distribution found for alembic==1.20.1",
            "the package index cannot be reached",
        ),
        ("WARNING: a\nERROR: Invalid requirement: 'x=1'\n", "ERROR: Invalid requirement: 'x=1'"),
        ("", "pip failed and said nothing"),
    ],
)
def test_the_reason_is_read_from_what_pip_prints(errors, expected):
    assert check_pins.reason(errors) == expected


# --- the Makefile, with a fake Python that records how it was called ----------------------------

FAKE = """#!/bin/sh
echo "$*" >> calls
case "$*" in
  --version) echo "Python 3.9.2" ;;
  *"import sys; sys.exit"*) exit ${OLD:-0} ;;
  *"import sys, pip"*) exit ${BROKEN:-0} ;;
  *tomllib*) echo "sphinx>=8 furo" ;;
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

    def run(target="test", **env):
        (tmp_path / "calls").write_text("")
        command = ["make", target, f"PYTHON={fake}"]
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
        ("OLD", "Expected Python 3.11 to 3.14, got: Python 3.9.2"),
        ("NO_VENV", "sudo apt install python3-venv"),
        ("OFFLINE", "If you are offline"),
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


def test_make_site_installs_what_it_needs_once_and_within_the_pins(make):
    status, _, calls = make("site")
    assert status == 0
    assert calls[-1] == "tools/make_site.py site"
    assert calls[-2].endswith("-c requirements.txt sphinx>=8 furo")
    assert not any("-m pytest" in call for call in calls)
    status, _, calls = make("site")
    assert (status, calls) == (0, ["tools/make_site.py site"])


def test_the_tests_run_without_what_makes_the_site(make):
    make()
    (make.folder / ".venv" / ".site").unlink()
    status, err, calls = make(OFFLINE="1")
    assert status == 0
    assert "what makes the site" in err
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
    assert "Expected Python 3.11 to 3.14, got" in done.stderr


IMPORTED = """
import importlib, os, pkgutil, signal, sys
import course

forked = ("server", "child", "seccomp", "usage")  # run only where kernels are forked
found = pkgutil.walk_packages(course.__path__, "course.")
names = [each.name for each in found if each.name.rpartition(".")[2] not in forked]
for name in names:  # with all that they import, which is right on each system
    importlib.import_module(name)
for name in [name for name in sys.modules if name.partition(".")[0] == "course"]:
    del sys.modules[name]
for name in ("SIGKILL", "SIGCHLD", "SIGHUP", "SIGALRM", "setitimer", "ITIMER_REAL"):
    delattr(signal, name)
for name in ("fork", "register_at_fork", "setsid", "getuid", "geteuid", "killpg", "getpgid"):
    delattr(os, name)
sys.modules |= dict.fromkeys(("fcntl", "resource", "pwd", "grp", "termios"))
sys.platform = "win32"
for name in names:
    importlib.import_module(name)
print(len(names))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this is what it tries")
def test_modules_can_be_imported_where_there_are_no_signals_and_no_forks():
    """As on Windows, where nothing was run."""
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100
