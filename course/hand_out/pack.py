"""`course pack`: what students receive, as one zip, without any answer.

The zip has the notebooks of `release/`, the package, its environment and a page to start from. The
same files make the same bytes, on any day and any machine.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.errors import CourseError
from course.files import write_whole
from course.grading.gradebook import Course
from course.hand_out.templates import filled
from course.markers import HIDDEN, to_stub
from course.nbgrader_glue import ClearToStub
from course.wording import listed

ENVIRONMENT = ("pyproject.toml", "setup.py", "requirements.txt", "LICENSE", "NOTICE")
TARGETS = ("help", "lab", "clean", "$(READY)")  # of the Makefile, that a student needs
EARLY = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
SHOWN = 10


@dataclass(frozen=True)
class Packed:
    """A zip that was written: where, and how many files and bytes it has."""

    path: Path
    files: int
    size: int

    def __str__(self) -> str:
        return f"Wrote {self.path}: {self.files} files, {self.size / 1e6:.1f} MB."


def pack_students(root: Path, project: Path, to: Path | None = None) -> Packed:
    """Write the zip for students.

    Args:
        root: a class's folder or the project, whose `release/` is handed out.
        project: the clone, which has the environment.
        to: the file; by default in the root's `dist/`.

    Raises:
        CourseError: there is no release, it is not the one of the sources, or the zip cannot be
            written.
    """
    course = Course(root)
    release = read_release(course)
    lessons = sorted({name.split("/")[1] for name in release})
    values = settings(course) | {
        "lessons": ", ".join(f"`{name}`" for name in lessons),
        "last": lessons[-1],
    }
    files = package(project) | release | filled("students", values)
    files["environment.yml"] = (project / "environment.yml").read_bytes()
    text = (project / "Makefile").read_text(encoding="utf-8")
    pins = hashlib.sha256(files["requirements.txt"] + files["pyproject.toml"]).hexdigest()[:8]
    files["Makefile"] = makefile(text, pins).encode()
    return write_zip(to or default_path(course, "students"), values["course"], files)


def settings(course: Course) -> dict[str, str]:
    """Return what a template needs to know of the class's own settings."""
    place = course.config.Exchange.get("root")
    line = (
        f"c.Exchange.root = {json.dumps(str(place))}"
        if place
        else "# nbgrader's own exchange folder"
    )
    return {"course": str(course.config.CourseDirectory.course_id), "exchange": line}


def default_path(course: Course, kind: str) -> Path:
    return course.root / "dist" / f"{course.config.CourseDirectory.course_id}-{kind}.zip"


def package(project: Path) -> dict[str, bytes]:
    """Return the package `course` and what is needed to install it, by path in the zip.

    Raises:
        CourseError: the clone lacks one of these files.
    """
    home = project / "course"
    found = {*home.rglob("*.py"), *(p for p in (home / "assets").rglob("*") if p.is_file())}
    files = {p.relative_to(project).as_posix(): p for p in found if not hidden(p.relative_to(home))}
    files |= {name: project / name for name in ENVIRONMENT}
    try:
        return {name: path.read_bytes() for name, path in files.items()}
    except OSError as error:
        raise CourseError(
            f"Expected the files of the project in {project}, got: {error}. "
            "Restore that file, and run this again."
        ) from error


def hidden(path: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in path.parts)


def read_release(course: Course) -> dict[str, bytes]:
    """Return the files of every released lesson, by path in the zip.

    Raises:
        CourseError: nothing was released, or a notebook has more than a student may see.
    """
    folder = course.folder("release", ".", "*").parent
    paths = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    paths = {name: path for name, path in paths.items() if not hidden(name) and name.parts[1:]}
    notebooks = {name: path for name, path in paths.items() if path.suffix == ".ipynb"}
    if not notebooks:
        raise CourseError(
            f"Expected released lessons in {folder}, found none. "
            "Release them first, each with: nbgrader generate_assignment LESSON"
        )
    problems = []
    for name, path in sorted(notebooks.items()):
        lesson = name.parts[0]
        source = course.folder("source", ".", lesson) / Path(*name.parts[1:])
        if cells := differing(path, source):
            problems.append(f"{name.as_posix()}: {listed(cells, SHOWN)}")
    if problems:
        raise CourseError(
            "Expected released notebooks that are made from source/ and that nobody has worked in, "
            "got other cells in:\n- " + "\n- ".join(problems) + "\nRelease these lessons again: "
            "`make build` in the project, nbgrader generate_assignment LESSON in a class folder."
        )
    return {f"release/{name.as_posix()}": path.read_bytes() for name, path in paths.items()}


def differing(release: Path, source: Path) -> list[str]:
    """Return the cells of a release that are not what a student may see of the source."""
    try:
        shown, written = (nbformat.read(path, as_version=4) for path in (release, source))
        expected = [(cell.get("id"), released(cell)) for cell in written.cells]
    except Exception as error:  # also raises json's errors and the system's
        return [f"{type(error).__name__}: {error}"]
    got = [(cell.get("id"), cell.source.rstrip()) for cell in shown.cells]
    outputs = [c.id for c in shown.cells if c.get("outputs")]
    names = [str(name) for name, _ in {*expected} ^ {*got}]
    return sorted({*names, *outputs}) or ["their order"] * (expected != got)


def released(cell: NotebookNode) -> str:
    """Return the text of a source cell as it is released."""
    step = ClearToStub()
    default = step.code_stub["python"] if cell.cell_type == "code" else step.text_stub
    return to_stub(HIDDEN.sub("", cell.source), default)[0].rstrip()


def makefile(text: str, pins: str) -> str:
    """Return the Makefile with the targets that a student's copy has.

    All files in the zip have the same old time. So that make notices when other pins are unpacked
    over them, the stamp of an environment that is ready is named after its pins.
    """
    blocks = re.split(r"\n\n(?=\S)", text.rstrip("\n"))
    kept = [block for block in blocks if (target(block) or "help") in TARGETS]
    kept = [block for block in kept if "\ndefine " not in block]  # these install for instructors
    known = "|".join(TARGETS)
    text = "\n\n".join(kept) + "\n"
    text = re.sub(rf'^\t@echo "make (?!(?:{known})\b).*\n', "", text, flags=re.M)
    text = text.replace("$(VENV)/.ready", f"$(VENV)/.ready-{pins}")
    text = re.sub(r"^\.PHONY:.*$", ".PHONY: help lab clean", text, flags=re.M)
    text = re.sub(r"^\t@\$\(call system_package,.*\n", "", text, flags=re.M)
    text = re.sub(
        r"^# `make lab` and.*\n",
        "# `make lab` sets everything up on its first run.\n",
        text,
        flags=re.M,
    )
    return text


def target(block: str) -> str | None:
    """Return the target that a block of a Makefile makes; None if it makes none."""
    match = re.search(r"^([^\s#:=]+):(?!=)", block, re.M)
    return match[1] if match and not match[1].startswith(".PHONY") else None


def write_zip(path: Path, top: str, files: Mapping[str, bytes]) -> Packed:
    """Write the files into a zip, in one folder of this name.

    Raises:
        CourseError: the path is not that of a zip, or cannot be written.
    """
    path = path.expanduser().resolve()
    if path.suffix != ".zip" or path.is_dir() or path.exists() and not zipfile.is_zipfile(path):
        raise CourseError(
            f"Expected the name of a new zip, or of one to replace, got {path}. "
            "Choose another with --to, such as --to students.zip."
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{name}", EARLY)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # Unix, rw-r--r--
            file.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    try:
        write_whole(path, buffer.getvalue())
    except OSError as error:
        raise CourseError(
            f"Expected to write {path}, got: {error}. Choose another place with --to."
        ) from error
    return Packed(path, len(files), len(buffer.getvalue()))
