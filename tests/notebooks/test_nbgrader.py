"""nbgrader's own release, autograder and feedback on every lesson; `course grade` agrees."""

import random
import shutil
from pathlib import Path

import pytest
import reference
import tiny
from alone import alone
from jupyter_client.provisioning import KernelProvisionerFactory
from nbgrader.converters import GenerateFeedback

from course import demo
from course.errors import CourseError
from course.grading import engine, pool
from course.nbgrader_glue import convert
from course.sources import read_source

SHORT = "00_start_here"
ROOT = Path(__file__).parents[2]
SOURCE, ANSWERS = ROOT / "source", ROOT / "tests" / "answers"


@pytest.fixture(scope="module")
def workers():
    """One worker for all lessons, because a prepared process takes seconds to start."""
    with pool.local_pool(1) as executor:
        yield executor


@pytest.mark.slow
@pytest.mark.parametrize("lesson", sorted(path.parent.name for path in SOURCE.glob("*/*.ipynb")))
def test_scores_are_as_deserved_in_both_graders(tmp_path, workers, lesson, monkeypatch):
    """Four students: all right, untouched, and two who each get every second exercise wrong.

    So each exercise is wrong once between right neighbours, and only it may lose points. The
    engine must give the same submissions the same scores, cell by cell.
    """
    tmp_path, fast = tmp_path / "stock", tmp_path / "engine"
    release, right = demo.open_course(tmp_path, SOURCE, lesson)
    draw = random.Random(lesson)
    folders = sorted(path for path in (ANSWERS / lesson).iterdir() if path.is_dir())
    wrong = {folder.name: draw.choice(sorted(folder.glob("wrong_*.py"))) for folder in folders}
    halves = {"even": list(wrong)[::2], "odd": list(wrong)[1::2]}
    demo.submit(tmp_path, lesson, "right", demo.fill_in(release, right))
    demo.submit(tmp_path, lesson, "untouched", release)
    for student, exercises in halves.items():
        mistakes = {name: wrong[name].read_text(encoding="utf-8") for name in exercises}
        demo.submit(
            tmp_path, lesson, student, demo.fill_in(release, alone(right | mistakes, right))
        )

    shutil.copytree(tmp_path, fast)
    if lesson != SHORT:  # an ordinary kernel would import for 5 s; all steps stay nbgrader's
        factory = KernelProvisionerFactory.instance()
        monkeypatch.setattr(factory, "default_provisioner_name", "course-warm")
    reference.autograde(tmp_path, lesson)
    marks = reference.scores(tmp_path, lesson)
    full = {name: (possible, possible) for name, (_, possible) in marks["right"].items()}
    none = {name: (0, possible) for name, (possible, _) in full.items()}
    assert full
    assert marks["right"] == full
    assert marks["untouched"] == none
    for student, exercises in halves.items():
        assert marks[student] == full | {name: none[name] for name in exercises}
        named = reference.misconceptions(tmp_path, lesson, student)
        assert named == {name: wrong[name].stem.split("_")[1] for name in exercises}

    found = engine.grade(fast, [lesson], executor=workers, sandboxed=tiny.sandboxed())
    assert {(record.outcome, *record.notes) for record in found} == {("graded",)}
    assert reference.scores(fast, lesson) == marks
    for student in marks:
        stock = reference.misconceptions(tmp_path, lesson, student)
        assert reference.misconceptions(fast, lesson, student) == stock

    convert(GenerateFeedback, tmp_path, lesson)
    for student, exercises in halves.items():
        page = tmp_path / "feedback" / student / lesson / f"{lesson}.html"
        html = page.read_text(encoding="utf-8")
        for name in exercises:
            assert f"[{wrong[name].stem.split('_')[1]}]" in html


@pytest.mark.slow
def test_demo_prints_the_results_and_can_be_played_again(tmp_path, monkeypatch, capsys):
    """On the short lesson, where Ben gets one exercise wrong."""
    monkeypatch.setattr(demo, "LESSON", SHORT)
    monkeypatch.setattr(demo, "MISTAKES", {"00-best-class": "wrong_value-not-index.py"})
    for name in ("source", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    left = tmp_path / "work" / "demo" / "source" / "by_an_earlier_demo"
    left.mkdir(parents=True)
    with pytest.raises(CourseError, match="Move them somewhere else"):
        demo.main(tmp_path)  # nothing shows that an earlier demo left this
    assert left.exists()
    (tmp_path / "work" / "demo" / demo.MARK).touch()
    assert demo.main(tmp_path) == 0
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert {"ada 2 of 2 points", "ben 1 of 2 points", "cleo 0 of 2 points"} <= set(rows)
    [row] = [row for row in rows if row.startswith("00-best-class 1 1 1 1 × ")]
    assert row.endswith("[value-not-index]")
    assert not left.exists()
    assert len(list((tmp_path / "work" / "demo" / "feedback").rglob("*.html"))) == 3


def test_demo_names_mistakes_that_the_bank_has():
    cells = {cell.id for cell in read_source(SOURCE)[demo.LESSON].cells}
    for exercise, file in demo.MISTAKES.items():
        assert exercise in cells
        assert (ANSWERS / demo.LESSON / exercise / file).is_file()
