"""What is kept of a student's attempts, and the table that shows it."""

import json
from datetime import date, timedelta

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes

from course.misconceptions import REGISTRY
from course.page import record
from course.views import standing as view
from course.views.standing import standing

LESSONS = {"01_head_roles": "What does <b> know?", "02_finding_the_head": "Where is it?"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two lessons of two exercises each; the first is open."""
    for name, title in LESSONS.items():
        tests = [
            new_code_cell("", metadata={"nbgrader": {"grade": True, "points": 2, "grade_id": each}})
            for each in (f"{name[:2]}-a-test", f"{name[:2]}-b-test")
        ]
        free = {"grade": True, "points": 0, "grade_id": f"{name[:2]}-predict-test"}
        cells = [new_markdown_cell(f"# {title}"), *tests]
        cells.append(new_code_cell("", metadata={"nbgrader": free}))
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.ipynb").write_text(writes(new_notebook(cells=cells)))
    monkeypatch.chdir(tmp_path / "01_head_roles")
    return tmp_path


@pytest.fixture
def shown(monkeypatch):
    found = []
    monkeypatch.setattr(view, "display", lambda data, raw: found.append(data))
    return found


def days_ago(days):
    return (date.today() - timedelta(days)).isoformat()


def test_attempts_are_kept_for_all_lessons(folder, monkeypatch):
    record.keep("01-a", "dead-attribute")
    record.keep("01-b", "not-attempted")
    monkeypatch.chdir(folder / "02_finding_the_head")
    record.keep("01-a")
    assert record.read() == {
        "01-a": record.Done(True, {"dead-attribute": days_ago(0)}),
        "01-b": record.Done(False, {}),
    }
    assert (folder / record.FILE).is_file()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"01-a": 1}', '{"01-a": {"missed": {"x": "y"}}}'])
def test_a_damaged_file_is_forgotten(folder, shown, text):
    (folder / record.FILE).write_text(text)
    assert record.read() == {}
    standing()
    record.keep("01-a")
    assert record.read()["01-a"].right


def test_the_table_links_each_lesson_and_names_what_is_next(folder, shown):
    record.keep("01-a")
    record.keep("02-a")
    record.keep("02-b")
    record.keep("02-predict", "")  # has no points
    standing()
    lines = shown[0]["text/plain"].splitlines()
    assert [line.split()[:6] for line in lines] == [
        ["01", "1", "of", "2", "next:", "01-b"],
        ["02", "2", "of", "2", "done", "Where"],
    ]
    html = shown[0]["text/html"]
    assert 'href="../02_finding_the_head/02_finding_the_head.ipynb"' in html
    assert "What does &lt;b&gt; know?" in html
    assert "width:50%" in html and "width:100%" in html


def test_mistakes_of_earlier_days_come_back_as_cards(folder, shown):
    """Not those of today, not slips such as a missing return; others on another day."""
    heads = [key for key, each in REGISTRY.items() if each.lesson == "01_head_roles"][:8]
    missed = dict.fromkeys(heads, days_ago(1)) | {"no-return": days_ago(1), "gone": days_ago(1)}
    missed |= {"gap-is-a-bug": days_ago(0)}
    found = {"01-a": {"right": True, "missed": missed}}
    (folder / record.FILE).write_text(json.dumps(found))
    standing()
    html = shown[0]["text/html"]
    backs = {key for key in REGISTRY if REGISTRY[key].title in html}
    assert len(backs) == view.CARDS
    assert backs < set(heads)
    assert html.count("<details") == view.CARDS
    assert "5 cards from your own mistakes" in shown[0]["text/plain"]


def test_alone_there_is_nothing_to_show(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    standing()
    assert "No lessons beside this one" in capsys.readouterr().out
