"""nbgrader's own release, autograder and feedback on two lessons; `course grade` agrees."""

import shutil

import deserved
import nbformat
import pytest
import reference
from deserved import ANSWERS, ROOT, SOURCE
from jupyter_client.provisioning import KernelProvisionerFactory
from nbgrader.converters import GenerateFeedback
from nbgrader.validator import Validator

from course import demo, self_check
from course.errors import CourseError
from course.nbgrader_glue import convert
from course.place import in_project
from course.sources import read_source

SHORT, LONG = "00_start_here", "05_optimizer_rebuild"


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [SHORT, LONG])
def test_stock_nbgrader_agrees_with_the_engine(tmp_path, lesson, monkeypatch):
    """nbgrader's own autograder finds what test_engine_scores.py demands of `course grade`.

    The notebooks are the same, and all points and misconceptions are compared there and here.
    """
    wrong = deserved.hand_in(tmp_path, lesson)
    if lesson == LONG:  # an ordinary kernel would import for 5 s; all steps stay nbgrader's
        factory = KernelProvisionerFactory.instance()
        monkeypatch.setattr(factory, "default_provisioner_name", "course-warm")
    reference.autograde(tmp_path, lesson)
    deserved.check(tmp_path, lesson, wrong)

    convert(GenerateFeedback, tmp_path, lesson)
    for student in deserved.HALVES:
        page = tmp_path / "feedback" / student / lesson / f"{lesson}.html"
        html = page.read_text(encoding="utf-8")
        for name in wrong[student].values():
            assert f"[{name}]" in html


@pytest.mark.slow
def test_course_check_agrees_with_validate(tmp_path):
    """The button of JupyterLab asks nbgrader's Validator about the saved notebook."""
    wrong = deserved.hand_in(tmp_path, SHORT)
    for student in wrong:
        folder = tmp_path / "work" / SHORT
        shutil.copytree(tmp_path / "submitted" / student / SHORT, folder, dirs_exist_ok=True)
        path = folder / f"{SHORT}.ipynb"
        failed = {each["source"] for each in Validator().validate(str(path)).get("failed", [])}
        cells = {cell.id: cell.source.strip() for cell in nbformat.read(path, as_version=4).cells}
        for each in self_check.check(in_project(tmp_path), SHORT).results:
            right = cells[f"{each.exercise}-test"] not in failed
            assert right == (each.state == "right"), (student, each)


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
