"""Read the notebooks in `source/`, and check that they can be built and read with ease."""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.errors import CourseError
from course.markers import HIDDEN, nbgrader_metadata, to_stub

CODE_LINES, WORDS = 12, 140  # what a student can take in at once


def read_source(source: Path) -> dict[str, NotebookNode]:
    """Read and check every lesson `source/NN_slug/NN_slug.ipynb`; return notebooks by name.

    Raises:
        CourseError: there is no lesson, or a lesson cannot be built; lists every problem.
    """
    notebooks, problems = {}, []
    folders = sorted(p for p in source.glob("*") if p.is_dir() and p.name[0] not in "._")
    for folder in folders:
        found = sorted(path.name for path in folder.glob("*.ipynb"))
        if found != [f"{folder.name}.ipynb"]:
            problems.append(f"{folder.name}: expected one notebook of this name, got {found}")
            continue
        try:
            notebooks[folder.name] = nbformat.read(folder / found[0], as_version=4)
        except Exception as error:  # also raises json's errors and the system's
            problems.append(f"{found[0]}: expected a notebook, got {type(error).__name__}: {error}")
            continue
        problems += [f"{found[0]}, {text}" for text in find_problems(notebooks[folder.name])]
    if problems:
        raise CourseError(
            "Expected source notebooks that can be built, got:\n- "
            + "\n- ".join(problems)
            + "\nFix them and build again. Nothing was changed."
        )
    if not notebooks:
        raise CourseError(
            f"Expected lessons such as 00_start_here/00_start_here.ipynb in {source}, found none. "
            "Run this in the project folder."
        )
    return notebooks


def find_problems(nb: NotebookNode) -> list[str]:
    """List what keeps a source notebook from being built: one sentence each, cell first."""
    problems: list[str] = []
    graders = [nbgrader_metadata(cell) for cell in nb.cells]
    exercises = {grader["grade_id"] for grader in graders if grader.get("solution")}
    seen: set[str] = set()
    for cell, grader in zip(nb.cells, graders, strict=True):
        found = find_code_problems(cell) if cell.cell_type == "code" else find_prose_problems(cell)
        if grade_id := grader.get("grade_id"):
            if cell.get("id") != grade_id:
                found.append(f"expected its grade_id {grade_id} as its cell id")
            if grade_id in seen:
                found.append(f"expected a grade_id of its own, got {grade_id} a second time")
            seen.add(grade_id)
            exercise = grade_id.removesuffix("-test")
            by_hand = grader.get("grade") and grader.get("solution")  # a person reads the answer
            tests = exercise != grade_id and exercise in exercises
            if grader.get("points") and not by_hand and not tests:
                found.append(f"expected to test a solution cell {exercise}, but there is none")
        problems += [f"cell {cell.get('id', '?')}: {text}" for text in found]
    return problems


def find_code_problems(cell: NotebookNode) -> list[str]:
    found = []
    if cell.outputs or cell.execution_count is not None:
        found.append("expected no outputs in source, got some: clear them")
    try:
        shown, _ = to_stub(HIDDEN.sub("", cell.source), "...")
    except ValueError as error:
        return [*found, f"expected markers that match, got {error}"]
    lines = sum(bool(line.strip()) for line in shown.split("\n"))
    if lines > CODE_LINES:
        found.append(f"expected at most {CODE_LINES} lines for the student, got {lines}: split it")
    return found


def find_prose_problems(cell: NotebookNode) -> list[str]:
    return [
        f"expected at most {WORDS} words {where}, got {count}: split or shorten it"
        for where, count in count_words(cell.source)
        if count > WORDS
    ]


def count_words(markdown: str) -> list[tuple[str, int]]:
    """Count words in the text and in each `<details>`, without code fences, tables and images."""
    text = re.sub(r"^(```|~~~).*?^\1", "", markdown, flags=re.M | re.S)
    text = re.sub(r"^\s*\|.*$", "", text, flags=re.M)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)  # nobody reads a link's address
    folded = re.compile(r"<details.*?</details>", re.S)

    def count(part: str) -> int:
        return sum(any(map(str.isalnum, word)) for word in re.sub(r"<[^>]*>", " ", part).split())

    parts = [("in <details>", count(part)) for part in folded.findall(text)]
    return [("outside <details>", count(folded.sub("", text))), *parts]
