"""A class's folder, and the zips for students and for a hub."""

import json
import os
import re
import shutil
import stat
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade

from course import cli, lab
from course.errors import CourseError
from course.grading.gradebook import Course
from course.hand_out import init, pack
from course.hand_out.hub import pack_hub
from course.hand_out.tables import read_due_dates, read_students
from course.markers import BEGIN, END, HIDDEN, STUB, nbgrader_metadata, solution

ROOT = Path(__file__).parents[1]
SHORT, LESSON = "00_start_here", "01_head_roles"


def make(folder, lessons=(SHORT,), **options):
    return "\n".join(init.init(folder, ROOT, lessons, init.Options(**options)))


def content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- course init --------------------------------------------------------------------------------


def test_a_new_folder_has_settings_tables_and_the_lessons(tmp_path):
    folder, exchange = tmp_path / "class", tmp_path / "exchange"
    make(folder, (SHORT, LESSON), course_id="heads-2026", exchange=exchange, penalty="zero")
    config = Course(folder).config
    assert config.CourseDirectory.course_id == "heads-2026"
    assert config.Exchange.root == str(exchange)
    assert config.LateSubmissionPlugin.penalty_method == "zero"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(exchange.stat().st_mode) == 0o777
    for name in (SHORT, LESSON):
        path = f"source/{name}/{name}.ipynb"
        assert (folder / path).read_bytes() == (ROOT / path).read_bytes()
    assert (folder / "students.csv").read_text() == "id,first_name,last_name,email\n"
    assert (folder / "due_dates.csv").read_text().splitlines()[1:] == [
        f"{SHORT},,UTC",
        f"{LESSON},,UTC",
    ]
    assert f"course grade {LESSON}" in (folder / "README.md").read_text()


def test_without_options_it_is_the_course_itself_with_all_lessons(tmp_path):
    make(tmp_path, ())
    course = Course(tmp_path)
    assert course.config.CourseDirectory.course_id == "replace-the-head"
    assert "root" not in course.config.Exchange
    assert init.names(tmp_path / "source") == init.names(ROOT / "source")


def test_again_it_adds_what_is_missing_and_changes_nothing(tmp_path):
    make(tmp_path, (SHORT, LESSON))
    notebook = tmp_path / "source" / SHORT / f"{SHORT}.ipynb"
    notebook.write_text("mine")
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "due_dates.csv").unlink()
    shutil.rmtree(tmp_path / "source" / LESSON)
    before = content(tmp_path)
    said = make(tmp_path, (LESSON,))
    assert "made due_dates.csv\nkept nbgrader_config.py, README.md, students.csv" in said
    assert f"copied 1 lesson into source/: {LESSON}\nkept 1 lesson in source/" in said
    assert f"not the same as in {ROOT}: {SHORT}" in said
    assert before.items() <= content(tmp_path).items()
    assert len((tmp_path / "due_dates.csv").read_text().splitlines()) == 3


def test_it_can_be_told_again_after_an_interruption(tmp_path, monkeypatch):
    """Also between the files and the lessons."""
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(init, "copy_lessons", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        make(tmp_path / "class")
    assert "copied 1 lesson" in make(tmp_path / "class")


def in_book(folder):
    directory = Course(folder).directory
    with Gradebook(directory.db_url, directory.course_id) as book:
        students = {each.id: (each.first_name, each.email) for each in book.students}
        return students, {each.name: each.duedate for each in book.assignments}


def test_both_tables_reach_the_gradebook_and_can_be_changed(tmp_path):
    make(tmp_path, (SHORT, LESSON))
    students, due = tmp_path / "students.csv", tmp_path / "due_dates.csv"
    students.write_text("id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nben\n")
    due.write_text(f"lesson,due,timezone\n{SHORT},2026-07-01 23:59,Europe/Berlin\n{LESSON},,UTC\n")
    said = make(tmp_path)
    assert "2 students of students.csv" in said
    assert f"{SHORT} is due 2026-07-01 23:59 Europe/Berlin" in said
    assert in_book(tmp_path) == (
        {"ada": ("Ada", "ada@example.org"), "ben": (None, None)},
        {SHORT: datetime(2026, 7, 1, 21, 59)},
    )
    # As a spreadsheet in some countries writes it; ben left; one date moved and one is new.
    students.write_bytes("id;first_name\r\nada;Äda\r\n".encode("utf-8-sig"))
    due.write_text(f"lesson,due\n{SHORT},2026-12-01T23:59+01:00\n{LESSON},2026-12-08 12:00Z\n")
    said = make(tmp_path)
    assert "in the gradebook, but not in students.csv: ben" in said
    assert in_book(tmp_path) == (
        {"ada": ("Äda", "ada@example.org"), "ben": (None, None)},
        {SHORT: datetime(2026, 12, 1, 22, 59), LESSON: datetime(2026, 12, 8, 12)},
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "got an empty file"),
        ("name\nada\n", "columns id,first_name,last_name,email in .*, got name"),
        ("id,points\nada,3\n", "got id,points"),
        ("id\nada\n\nben bo\n", r"row 4: expected an id .* got 'ben bo'"),
        ("id\na/b\n+x\n", "(?s)row 2: .*'a/b'.*row 3: .*'\\+x'"),
        ("id,email\n,a@b\n", "row 2: expected an id .* got ''"),
        ("id\nada\nben\nada\n", "row 4: expected an id of its own, got ada as in row 2"),
        ("id,email\nada,a,b\n", "Expected 2 values per row in .* got 3 in row 2: ada,a,b"),
        (b"id\n\xe4da\n", "Save it as CSV in UTF-8"),
        ('id\n"ada\n', "row 2"),
    ],
)
def test_a_bad_roster_is_refused_before_anything_is_written(tmp_path, text, message):
    path = tmp_path / "students.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CourseError, match=message):
        make(tmp_path)
    assert os.listdir(tmp_path) == ["students.csv"]
    with pytest.raises(CourseError, match="Nothing was changed"):
        read_students(path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("01_heads,2026-07-01 12:00,UTC", f"row 2: expected one of {SHORT}, got '01_heads'"),
        (f"{SHORT},1.7.2026 12:00,UTC", "a date and a time such as .*, got '1.7.2026 12:00'"),
        (f"{SHORT},2026-07-01,UTC", "a date and a time such as .*, got '2026-07-01'"),
        (f"{SHORT},2026-02-30 12:00,UTC", "a date and a time"),
        (f"{SHORT},2026-07-01 12:00,", "a timezone such as UTC or Europe/Berlin, got ''"),
        (
            f"{SHORT},2026-07-01 12:00,Berlin",
            "a timezone such as UTC or Europe/Berlin, got 'Berlin'",
        ),
        (f"{SHORT},2026-07-01 12:00,../UTC", "a timezone such as UTC or Europe/Berlin"),
        (f"{SHORT},2026-07-01 12:00,/etc", "a timezone such as UTC or Europe/Berlin"),
        (
            f"{SHORT},,UTC\n{SHORT},,UTC",
            f"row 3: expected one row per lesson, got a second {SHORT}",
        ),
    ],
)
def test_a_bad_due_date_is_refused_before_anything_is_written(tmp_path, row, message):
    (tmp_path / "due_dates.csv").write_text(f"lesson,due,timezone\n{row}\n")
    with pytest.raises(CourseError, match=message):
        make(tmp_path)
    assert os.listdir(tmp_path) == ["due_dates.csv"]


def test_every_wrong_row_is_named_at_once(tmp_path):
    path = tmp_path / "due_dates.csv"
    path.write_text("lesson,due,timezone\na,now,UTC\nb,2026-07-01 12:00,UTC\na,,UTC\n")
    with pytest.raises(CourseError, match="(?s)row 2.*row 3.*row 4"):
        read_due_dates(path, ["a"])


def test_a_folder_that_cannot_be_one_is_refused(tmp_path):
    for inside in (ROOT, ROOT / "source", ROOT / "source" / "class"):
        with pytest.raises(CourseError, match="Expected a folder outside of"):
            make(inside)
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(CourseError, match="got .* with thesis.tex"):
        make(tmp_path)
    with pytest.raises(CourseError, match="got the file"):
        make(tmp_path / "thesis.tex")
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(CourseError, match="another course"):
        make(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["nbgrader_config.py", "thesis.tex"]


def test_options_that_cannot_be_followed_are_refused(tmp_path):
    folder = tmp_path / "class"
    with pytest.raises(CourseError, match="Expected lessons out of .*, got 99_more"):
        make(folder, (SHORT, "99_more"))
    with pytest.raises(CourseError, match="Expected an id of letters"):
        make(folder, course_id="heads 2026")
    (tmp_path / "file").touch()
    with pytest.raises(CourseError, match="Expected an exchange folder"):
        make(folder, exchange=tmp_path / "file")
    assert not folder.exists()
    make(folder)
    with pytest.raises(CourseError, match="Expected no --course-id and no --penalty, because"):
        make(folder, course_id="other", penalty="zero")


def test_the_command_passes_its_options_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    argv = [
        "init",
        "class",
        "--exchange",
        "x",
        "--course-id",
        "c-1",
        "--lessons",
        f"source/{SHORT}/",
    ]
    assert cli.main(argv) == 0
    assert "copied 1 lesson" in capsys.readouterr().out
    assert Course(tmp_path / "class").config.Exchange.root == str(tmp_path / "x")
    assert cli.main(["init", "class", "--penalty", "zero"]) == 1
    monkeypatch.chdir(tmp_path / "class")
    assert cli.main(["build"]) == 1
    assert "the folder of a class" in capsys.readouterr().err
    assert cli.main(["pack"]) == 1
    assert "nbgrader generate_assignment LESSON" in capsys.readouterr().err


# --- course pack --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    return pack.pack_students(ROOT, ROOT, tmp_path_factory.mktemp("packed") / "students.zip")


@pytest.fixture(scope="module")
def unpacked(packed, tmp_path_factory):
    """The folder that a student has."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(packed.path) as file:
        file.extractall(folder)
    [name] = os.listdir(folder)
    return folder / name


def test_the_zip_has_what_a_student_needs_and_nothing_else(packed, unpacked):
    with zipfile.ZipFile(packed.path) as file:
        entries = file.infolist()
    assert packed.files == len(entries) and packed.size == packed.path.stat().st_size
    assert {entry.date_time for entry in entries} == {pack.EARLY}
    assert {stat.S_IMODE(entry.external_attr >> 16) for entry in entries} == {0o644}
    assert sorted(os.listdir(unpacked)) == [
        *("LICENSE", "Makefile", "NOTICE", "START.md", "course", "environment.yml"),
        *("nbgrader_config.py", "pyproject.toml", "release", "requirements.txt", "setup.py"),
    ]
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "course", "release"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if tracked.returncode == 0:
        inside = {p.relative_to(unpacked).as_posix() for p in content(unpacked)}
        assert {name for name in inside if "/" in name} == set(tracked.stdout.split())


def test_the_same_files_make_the_same_bytes(packed, tmp_path):
    """In another place, with other times, and with leftovers around."""
    copy = tmp_path / "project"
    for name in ("course", "release", "source"):
        shutil.copytree(ROOT / name, copy / name, copy_function=shutil.copy)
    for name in (*pack.ENVIRONMENT, "environment.yml", "Makefile", "nbgrader_config.py"):
        shutil.copy(ROOT / name, copy)
    left = ["course/.env", "course/notes.txt", "course/.venv/a.py", "release/grades.csv"]
    left += [f"release/{SHORT}/.ipynb_checkpoints/a.ipynb", "course/__pycache__/a.cpython-311.pyc"]
    for name in left:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("secret")
    again = pack.pack_students(copy, copy)
    assert again.path == copy / "dist" / "replace-the-head-students.zip"
    assert again.path.read_bytes() == packed.path.read_bytes()


def parts(text):
    """The text without spaces and comments, so that another layout is found too."""
    return re.sub(r"\s+|#[^\n]*", "", text)


def secrets():
    """What nobody may read: each solution, hidden test and answer of the bank, by its place."""
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for number, text in enumerate(HIDDEN.findall(cell.source)):
                yield f"{cell.id} hidden {number}", "\n".join(text.splitlines()[1:-1])
            region = None
            for line in cell.source.splitlines():
                if BEGIN in line:
                    region = []
                elif END in line:
                    yield f"{cell.id} solution", "\n".join(region)
                    region = None
                elif region is not None and not STUB.match(line):
                    region.append(line)
    for path in sorted((ROOT / "tests" / "answers").glob("*/*/*.py")):
        if "not-attempted" not in path.name:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_no_solution_hidden_test_or_answer_is_inside(unpacked):
    texts = {}
    for path in content(unpacked):
        if path.suffix == ".ipynb":
            nb = nbformat.read(path, as_version=4)
            assert not any(cell.get("outputs") for cell in nb.cells)
            texts[path] = parts("\n".join(cell.source for cell in nb.cells))
            raw = path.read_text(encoding="utf-8")
            assert "SOLUTION" not in raw and "HIDDEN TESTS" not in raw
        elif path.suffix != ".npz":
            texts[path] = parts(path.read_text(encoding="utf-8"))
    hidden = [(place, parts(text)) for place, text in secrets()]
    assert len(hidden) > 500
    # Later lessons import these: the library's own version of an exercise.
    known = {
        "course/checkpoints.py": ["03-strip-prefixes"],
        "course/freezing.py": ["04-freeze-except"],
        "course/optimizers.py": ["05-watch", "05-scheduler"],
        "course/surgery.py": ["02-timm"],
        "course/checks/finding_the_head/kept.py": ["05-watch"],  # one line that all would write
    }
    short = 40  # a letter of a quiz, or `return model`: everywhere, and no secret by itself
    for path, text in texts.items():
        found = {place for place, part in hidden if len(part) >= short and part in text}
        allowed = known.get(path.relative_to(unpacked).as_posix(), [])
        assert found == {f"{exercise} solution" for exercise in allowed}, path
    # Short ones must not stand in the cell that asks for them.
    for path in sorted((unpacked / "release").glob("*/*.ipynb")):
        source = ROOT / "source" / path.parent.name / path.name
        cells = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
        for cell in solution(nbformat.read(source, as_version=4)).cells:
            if nbgrader_metadata(cell).get("solution"):
                assert cells[cell.id].source != cell.source


def test_the_makefile_has_the_targets_that_work_there(unpacked):
    env = {name: value for name, value in os.environ.items() if "MAKE" not in name}  # `make test`
    done = subprocess.run(["make"], cwd=unpacked, capture_output=True, text=True, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[1] for line in done.stdout.splitlines()] == ["lab", "clean"]
    text = (unpacked / "Makefile").read_text()
    assert re.search(r"^READY := \$\(VENV\)/\.ready-[0-9a-f]{8}$", text, re.M)
    assert not re.search(r"^(test|build|grade|demo)\b|apt-get|\$\(call", text)
    original = (ROOT / "Makefile").read_text()
    rule = original[original.index("$(READY): req") :].splitlines()
    assert set(rule) - set(text.splitlines()) == {line for line in rule if "bwrap" in line}


@pytest.mark.parametrize(
    "argv", [["build"], ["bank"], ["demo"], ["grade"], ["report"], ["pack"], ["init", "new"]]
)
def test_commands_for_instructors_say_why_not(unpacked, monkeypatch, capsys, argv):
    monkeypatch.chdir(unpacked)
    assert cli.main(argv) == 1
    said = capsys.readouterr().err
    assert f"a copy for students. `course {argv[0]}` is for instructors" in said


def test_lab_copies_its_lessons_and_opens_the_first(unpacked, tmp_path):
    assert lab.copy_release(unpacked / "release", tmp_path) == []
    assert (tmp_path / lab.FIRST).is_file()
    assert lab.first_lesson(unpacked / "release") == lab.FIRST
    (tmp_path / lab.FIRST).unlink()
    assert lab.first_lesson(tmp_path) == f"{LESSON}/{LESSON}.ipynb"


@pytest.mark.slow
def test_right_answers_get_full_points_in_the_students_copy(unpacked):
    """On that copy's own package, in an ordinary kernel, without the project around.

    Only the exercises: the cells between them show the answers on real images, which takes long.
    """
    nb = nbformat.read(unpacked / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    source = nbformat.read(ROOT / "source" / LESSON / f"{LESSON}.ipynb", as_version=4)
    right = {c.id: c.source for c in solution(source).cells if nbgrader_metadata(c).get("solution")}
    nb.cells = [cell for cell in nb.cells if nbgrader_metadata(cell)]
    for cell in nb.cells:
        cell.source = right.get(cell.id, cell.source)
    where = "import course, course.page.debrief as debrief\nprint(course.__file__, debrief.ROOT)"
    nb.cells.append(nbformat.v4.new_code_cell(where, id="where"))
    env = os.environ | {"PYTHONPATH": str(unpacked), "COURSE_DEVICE": "cpu"}
    client = NotebookClient(
        nb,
        timeout=120,
        allow_errors=True,
        store_widget_state=False,
        kernel_name="python3",
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(unpacked)}},
    )
    client.execute(env=env)
    printed = nb.cells.pop().outputs[0].text
    assert printed.split() == [str(unpacked / "course" / "__init__.py"), str(unpacked)]
    graded = [cell for cell in nb.cells if nbgrader_metadata(cell).get("grade")]
    points = {cell.id: determine_grade(cell) for cell in graded}
    assert len(points) > 10
    assert {name: got for name, (got, most) in points.items() if got != most} == {}


def class_with_release(tmp_path):
    make(tmp_path / "class", course_id="heads-2026")
    released = tmp_path / "class" / "release" / SHORT
    shutil.copytree(ROOT / "release" / SHORT, released)
    return tmp_path / "class", released / f"{SHORT}.ipynb"


def test_a_class_hands_out_its_own_lessons_under_its_own_name(tmp_path):
    folder, _ = class_with_release(tmp_path)
    with zipfile.ZipFile(pack.pack_students(folder, ROOT).path) as file:
        names = file.namelist()
        config = file.read("heads-2026/nbgrader_config.py").decode()
        start = file.read("heads-2026/START.md").decode()
    assert [name for name in names if name.endswith(".ipynb")] == [
        f"heads-2026/release/{SHORT}/{SHORT}.ipynb"
    ]
    assert 'course_id = "heads-2026"' in config
    assert f"lessons are: `{SHORT}`." in start


@pytest.mark.parametrize("change", ["solved", "worked in", "solution shown", "no notebook"])
def test_a_release_with_more_than_students_may_see_is_refused(tmp_path, change):
    folder, path = class_with_release(tmp_path)
    nb = nbformat.read(path, as_version=4)
    [cell] = [cell for cell in nb.cells if cell.id == "00-best-class"]
    if change == "solved":
        cell.source = cell.source.replace('raise NotImplementedError("your code here")', "return 1")
    elif change == "worked in":
        cell.outputs = [nbformat.v4.new_output("stream", text="3")]
    elif change == "solution shown":
        cell.id = "00-other"
    nbformat.write(nb, path) if change != "no notebook" else path.write_text("{")
    with pytest.raises(CourseError, match=f"{SHORT}.ipynb: .*(00-best-class|Error)"):
        pack.pack_students(folder, ROOT)
    assert not (folder / "dist").exists()


def test_a_zip_never_replaces_something_else(tmp_path):
    (tmp_path / "thesis.zip").write_text("not a zip")
    (tmp_path / "folder.zip").mkdir()
    for name in ("thesis.zip", "thesis.pdf", "folder.zip"):
        with pytest.raises(CourseError, match="Expected the name of a new zip"):
            pack.pack_students(ROOT, ROOT, tmp_path / name)
    assert (tmp_path / "thesis.zip").read_text() == "not a zip"


# --- course pack --hub --------------------------------------------------------------------------


def test_the_zip_for_a_hub_has_the_package_and_settings_but_no_lesson(tmp_path):
    make(tmp_path, course_id="heads-2026", exchange=tmp_path / "exchange")
    with zipfile.ZipFile(pack_hub(tmp_path, ROOT).path) as file:
        texts = {name.removeprefix("heads-2026-hub/"): file.read(name) for name in file.namelist()}
    assert not [name for name in texts if name.endswith(".ipynb")]
    assert {"README.md", "jupyterhub_config.py", "pyproject.toml", "course/cli.py"} <= set(texts)
    for who in ("students", "instructors"):
        assert (
            f'Exchange.root = "{tmp_path / "exchange"}"'
            in texts[f"{who}/nbgrader_config.py"].decode()
        )
        extensions = json.loads(texts[f"{who}/jupyter_server_config.json"])["ServerApp"]
        shown = extensions["jpserver_extensions"]["nbgrader.server_extensions.formgrader"]
        assert shown is (who == "instructors")
        disabled = json.loads(texts[f"{who}/labconfig/page_config.json"])["disabledExtensions"]
        assert disabled.get("@jupyter/nbgrader:formgrader", False) is not shown
    assert not [name for name, text in texts.items() if name[:6] != "course" and b"$" in text]
