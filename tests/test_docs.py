"""The commands and the code of README and the guides do what they say."""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset

from course import cli, data, training
from course.demo import fill_in

ROOT = Path(__file__).parents[1]
GUIDES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
LESSON = "00_start_here"
ACTIVATE = "source .venv/bin/activate"  # done by `env` below


def blocks(path: Path, language: str = "") -> list[str]:
    """Return the blocks of code in a Markdown file that are marked with this language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text("utf-8"), flags=re.M | re.S)
    return [text for marked, text in found if marked == language]


def commands(path: Path) -> list[list[str]]:
    """Return the commands of this project in the file: in blocks, and between backticks."""
    lines = "".join(blocks(path)).splitlines()
    lines += re.findall(r"`([^`\n]+)`", path.read_text("utf-8"))
    lines = [line for line in lines if line.startswith(("course ", "make "))]
    return [shlex.split(line.replace("SECONDS", "9"), comments=True) for line in lines]


COMMANDS = {" ".join(words): words for path in GUIDES for words in commands(path)}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_a_text_names_exists(command, capsys):
    program, *words = COMMANDS[command]
    if program == "make":
        done = subprocess.run(["make", "-n", *words], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return
    words += ["--help"] * (len(words) == 1)  # named, not called
    with pytest.raises(SystemExit) if words[-1] == "--help" else contextlib.nullcontext():
        options, extra = cli.command_line().parse_known_args(words)
        assert not extra
    assert "error" not in capsys.readouterr().err


# --- an instructor's and a contributor's day ----------------------------------------------------


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project with lesson 00 alone, and a student's copy of that in `work/`."""
    root = tmp_path_factory.mktemp("docs") / "project"
    for folder in ("course", f"source/{LESSON}", f"release/{LESSON}", f"tests/answers/{LESSON}"):
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    for path in (path for path in ROOT.iterdir() if path.is_file()):
        shutil.copy(path, root)
    (root / "solutions").mkdir()
    shutil.copy(ROOT / "solutions" / f"{LESSON}.ipynb", root / "solutions")
    shutil.copytree(root / "release" / LESSON, root / "work" / LESSON)
    return root


@pytest.fixture(scope="module")
def shell(project):
    """Run a block of commands where the one before ended; return what it printed."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    home = project.parent / "home"
    home.mkdir()
    env |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(home)}
    env |= {"COURSE_DEVICE": "cpu"}
    place = {"cwd": project}

    def run(block: str) -> str:
        block = block.replace(ACTIVATE, f"cd {project}")
        script = f"set -e\n{block}\npwd > {home}/pwd"
        done = subprocess.run(
            ["bash", "-c", script], env=env, capture_output=True, text=True, **place
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        place["cwd"] = Path((home / "pwd").read_text().strip())
        return done.stdout

    return run


def submit(student: str, inbound: Path) -> None:
    """Put a submission into the exchange, as `nbgrader submit` does for its own user."""
    folder = inbound / f"{student}+{LESSON}+2026-11-20 09:00:00 UTC+x"
    folder.mkdir()
    release = nbformat.read(ROOT / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    solved = nbformat.read(ROOT / "solutions" / f"{LESSON}.ipynb", as_version=4)
    meta = {cell.id: cell.metadata.get("nbgrader", {}) for cell in release.cells}
    answers = {c.id: c.source for c in solved.cells if meta[c.id].get("solution")}
    nbformat.write(fill_in(release, answers), folder / f"{LESSON}.ipynb")
    (folder / "timestamp.txt").write_text("2026-11-20 09:00:00 UTC")
    (folder / "submission_secret.txt").write_text(f"secret of {student}")


@pytest.fixture(scope="module")
def day(shell, project) -> dict[str, str]:
    """The instructor's guide from its beginning to its end: each block, and what it printed."""
    said = {}
    for block in blocks(ROOT / "docs" / "instructors.md"):
        if "nbgrader collect" in block:
            for student in ("ada", "ben"):
                submit(student, project.parent / "exchange" / "replace-the-head" / "inbound")
        said[block] = shell(block)
    return said


@pytest.mark.slow
@pytest.mark.usefixtures("needs_sandbox")
def test_the_instructors_guide_leads_from_a_folder_to_a_backup(day, project):
    said, folder = "\n".join(day.values()), project.parent / "class"
    assert "2 submissions" in said and "Needs attention" not in said
    assert {"report.html", "report.csv", "anonymous.html", "grades.csv"} <= {*os.listdir(folder)}
    assert len([*project.parent.glob("exchange/replace-the-head/feedback/*.html")]) == 2
    assert {"students.zip", "hub.zip"} <= {*os.listdir(folder / "dist")}


@pytest.mark.slow
@pytest.mark.usefixtures("needs_sandbox", "day")
def test_a_student_who_was_removed_is_nowhere(project):
    folder = project.parent / "class"
    assert [path.name for path in folder.rglob("*ben*")] == []
    assert (
        "ben"
        not in subprocess.run(
            [sys.executable, "-m", "nbgrader", "db", "student", "list"],
            cwd=folder,
            capture_output=True,
            text=True,
        ).stdout
    )


@pytest.mark.slow
@pytest.mark.usefixtures("needs_sandbox", "day")
def test_a_restored_backup_has_everything_graded(shell, project):
    back = project.parent / "restored"
    back.mkdir()
    shell(f"cd {back}\ntar xzf ../class.tar.gz")
    records = sorted(back.glob("records/*/*.json"))
    times = [path.stat().st_mtime_ns for path in records]
    assert len(records) == 2 and "2 submissions" in shell("course grade")
    assert [path.stat().st_mtime_ns for path in records] == times


@pytest.mark.slow
@pytest.mark.usefixtures("needs_sandbox", "day")
def test_the_commands_of_the_readme_work(shell, project):
    said = {}
    for block in blocks(ROOT / "README.md"):
        if not block.startswith("make"):
            said[block] = shell(f"cd {project}\n{block}")
    [student, teacher, contributor] = said.values()
    assert "○" in student
    assert (project.parent / "class" / "report.html").exists() and teacher
    assert "up to date" in contributor


# --- the audit's example, and the views ---------------------------------------------------------


def test_the_audits_example_finds_what_is_shown(tmp_path):
    guide = ROOT / "docs" / "audit.md"
    code, shown = blocks(guide, "python")[0], blocks(guide)[0]
    (tmp_path / "train.py").write_text(code.replace('weights="DEFAULT"', "weights=None"))
    code = "import sys; from course.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "audit", "train:build"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    lines = [line.strip() for line in shown.splitlines() if line[:1] not in "$…"]
    assert len(lines) > 3
    assert [line for line in lines if line not in done.stdout] == []


def test_the_example_of_the_views_runs():
    fashion = data.load()
    images, labels = fashion.val.images[:32] / 255, fashion.val.labels[:32]
    few = TensorDataset(images, labels)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10))
    given = {"model": model, "images": images, "labels": labels, "logits": model(images).detach()}
    given |= {"train": few, "val": few, "classes": fashion.classes}
    given |= {"training": training, "F": nn.functional, "wrong": images[..., :20]}
    given |= {"optimizer": torch.optim.SGD(model.parameters(), lr=0.01)}
    exec(blocks(ROOT / "docs" / "views.md", "python")[0], given)
    assert len(given["history"].train_loss) == 8
