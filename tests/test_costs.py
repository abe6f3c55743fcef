"""What the silent bugs cost: one table through all lessons, in the student's folder."""

import pytest

from course import costs


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """A notebook's folder, beside another lesson's."""
    for name in ("02_finding_the_head", "05_optimizer_rebuild"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "02_finding_the_head")
    return tmp_path


def test_rows_of_all_lessons_are_kept_in_the_folder_above(lesson, monkeypatch, capsys):
    costs.measured("02 dead head", 0.1, instead_of=0.834)
    monkeypatch.chdir(lesson / "05_optimizer_rebuild")
    costs.measured("05 early optimizer", 0.08, instead_of=0.79)
    capsys.readouterr()
    costs.table()
    assert capsys.readouterr().out.splitlines() == [
        "02 dead head: 0.10 instead of 0.83",
        "05 early optimizer: 0.08 instead of 0.79",
    ]
    assert (lesson / "costs.json").exists()


def test_a_row_is_printed_where_it_is_measured_and_measured_again(lesson, capsys):
    costs.measured("02 dead head", 0.2, instead_of=0.8)
    costs.measured("02 dead head", 0.1, instead_of=0.8)
    assert capsys.readouterr().out.splitlines()[-1] == "02 dead head: 0.10 instead of 0.80"
    assert costs.read() == {"02 dead head": [0.1, 0.8]}


def test_anywhere_else_the_table_lies_beside_the_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    costs.measured("01 a bug", 0.5, instead_of=0.6)
    assert (tmp_path / "costs.json").exists()


@pytest.mark.parametrize("text", ["", "[]", '{"02 x": 3}', '{"02 x": ["a", 1]}', "{", "\xff"])
def test_a_damaged_file_is_an_empty_table(lesson, capsys, text):
    (lesson / "costs.json").write_bytes(text.encode("latin-1"))
    costs.table()
    assert capsys.readouterr().out == "Nothing has been measured yet.\n"
    costs.measured("02 dead head", 0.1, instead_of=0.8)
    assert list(costs.read()) == ["02 dead head"]


@pytest.mark.parametrize(
    ("bug", "share"), [("dead head", 0.1), ("02 dead head", 83), ("02 dead head", float("nan"))]
)
def test_what_is_no_row_is_refused(lesson, bug, share):
    with pytest.raises(ValueError, match="Expected"):
        costs.measured(bug, share, instead_of=0.8)
    assert costs.read() == {}


def test_where_nobody_may_write_the_row_is_printed(lesson, monkeypatch, capsys):
    def refuse(*_):
        raise OSError("read-only")

    monkeypatch.setattr(costs, "write_whole", refuse)
    costs.measured("02 dead head", 0.1, instead_of=0.8)
    assert capsys.readouterr().out == "02 dead head: 0.10 instead of 0.80\n"
