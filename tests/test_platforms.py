"""Collecting from learning platforms, and handing back to them.

The zips and tables are made here, with names and columns as Moodle 4 and Canvas make them.
"""

import csv
import io
import stat
import subprocess
import sys
import zipfile

import nbformat
import pytest
import tiny
from test_engine import Here
from tiny import CHEAT, LESSON, RIGHT, fill_in

from course import cli
from course.errors import CourseError
from course.grading import engine
from course.grading.records import read_record
from course.platforms import grades, hand_back, store
from course.platforms.collect import collect
from course.platforms.ledger import read_ledger
from course.platforms.names import CANVAS, MOODLE, find

OWN = f"{LESSON}.ipynb"
NOW, LATER = (2026, 6, 10, 12, 0, 0), (2026, 6, 11, 12, 0, 0)


@pytest.fixture(scope="module")
def right(template):
    return notebook(template, RIGHT)


def notebook(root, answers):
    return nbformat.writes(fill_in(tiny.release(root), answers)).encode()


def zipped(files, made=NOW):
    """A zip as bytes; each file is a content or a pair of its entry and the content."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items() if isinstance(files, dict) else files:
            entry = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, made)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, content)
    return packed.getvalue()


def download(root, files, made=NOW):
    path = root.parent / "submissions.zip"
    path.write_bytes(zipped(files, made))
    return path


def moodle(name, number, file=OWN):
    return f"{name}_{number}_assignsubmission_file_/{file}"


def submitted(root):
    """What is in submitted/: student → the paths of the files."""
    found = {}
    for path in sorted((root / "submitted").rglob("*")):
        if path.is_file():
            student, lesson, *inside = path.relative_to(root / "submitted").parts
            assert lesson == LESSON
            found.setdefault(student, []).append("/".join(inside))
    return found


def table(root, text, name="table.csv"):
    path = root.parent / name
    path.write_text(text, encoding="utf-8")
    return path


WORKSHEET = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\n'
)


def worksheet(root, *people, most="6.00", grade="", **options):
    """Moodle's grading worksheet: of each person the number, the name and the address."""
    rows = [
        f'"Participant {number}","{name}",{mail},"Submitted for grading - ",{grade},{most},Yes,'
        f'"Wednesday, 10 June 2026, 2:14 PM",-,"- well done"\n'
        for number, name, mail in people
    ]
    return table(root, WORKSHEET + "".join(rows), **options)


def export(root, *rows, title="10 Tiny (555)", most="6"):
    """Canvas's exported gradebook: of each row the student, the id, the login and the score."""
    text = (
        f"Student,ID,SIS Login ID,Section,Other (1),{title},Final Score\n"
        f"    Points Possible,,,,5,{most},(read only)\n"
    )
    lines = (f'"{name}",{number},{login},A,4,{score},90\n' for name, number, login, score in rows)
    return table(root, text + "".join(lines))


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "path", "number", "name", "inside"),
    [
        (MOODLE, "Anna Kim_12_assignsubmission_file_/a b.ipynb", "12", "Anna Kim", "a b.ipynb"),
        (MOODLE, "Anna Kim_12_assignsubmission_file/sub/a.txt", "12", "Anna Kim", "sub/a.txt"),
        (MOODLE, "José Núñez_1_assignsubmission_file_01_a.txt", "1", "José Núñez", "01_a.txt"),
        (MOODLE, "Participant_9_assignsubmission_onlinetext_/o.html", "9", "Participant", "o.html"),
        (MOODLE, "repacked/Team A_4_assignsubmission_file_/a.txt", "4", "Team A", "a.txt"),
        (CANVAS, "kimanna_12345_67890_01_a.ipynb", "12345", "kimanna", "01_a.ipynb"),
        (CANVAS, "kimanna_LATE_12345_67890_01_a-2.ipynb", "12345", "kimanna", "01_a-2.ipynb"),
        (CANVAS, "núñezjosé_1_2_a b.ipynb", "1", "núñezjosé", "a b.ipynb"),
        (CANVAS, "anon_x7Ab2_678_01_a.ipynb", "anon_x7Ab2", "", "01_a.ipynb"),
        (CANVAS, "LATE_anon_x7Ab2_678_a.ipynb", "anon_x7Ab2", "", "a.ipynb"),
        (CANVAS, "kimanna_12345_text.html", "12345", "kimanna", "text.html"),
        (CANVAS, "submissions/kimanna_1_2_a.zip", "1", "kimanna", "a.zip"),
    ],
)
def test_a_name_says_whose_file_it_is(platform, path, number, name, inside):
    found = find(path, platform)
    assert (found.sender.number, found.sender.name, found.path) == (number, name, inside)
    assert found.late == ("LATE" in path)
    if "text.html" not in path or platform == MOODLE:
        # What goes back has the same beginning.
        assert find(f"{found.address}page.html", platform).sender == found.sender


@pytest.mark.parametrize("path", ["notes.txt", "Default group_assignsubmission_file/a.ipynb"])
def test_other_names_say_nothing(path):
    assert find(path, MOODLE) is find(path, CANVAS) is None


# --- collecting -------------------------------------------------------------------------------


def test_both_names_that_zip_collect_left_are_collected(root, right):
    collect(root, LESSON, download(root, {moodle("Anna Kim", 1234567): right}))
    collect(root, LESSON, download(root, {f"leeben_12345_67890_{OWN}": right}))
    assert submitted(root) == {"anna-kim": [OWN], "12345": [OWN]}
    assert (root / "submitted/12345" / LESSON / OWN).read_bytes() == right


def test_moodle_with_folders_a_zip_a_text_and_names_of_people(root, right):
    inner = zipped({"__MACOSX/._x": b"", "my work/10_tiny (1).ipynb": right, "data.csv": b"1"})
    files = {
        moodle("José Núñez", 1): right,
        moodle("José Núñez", 1, "img/plot.png"): b"png",
        moodle("Anna-Lena OBrien", 2, "work.zip"): inner,
        "Cem_3_assignsubmission_onlinetext_/onlinetext.html": b"see mail",
        moodle("Dan", 4): right,
        moodle("Dan", 4, "more.zip"): inner,  # there is a notebook beside it
        moodle("Dan", 4, "timestamp.txt"): b"2020-01-01 00:00:00 UTC",  # late? never
    }
    done = collect(root, LESSON, download(root, files))
    assert submitted(root) == {
        "anna-lena-obrien": ["data.csv", "my work/10_tiny (1).ipynb"],
        "cem": ["onlinetext.html"],
        "dan": [OWN, "more.zip"],
        "josé-núñez": [OWN, "img/plot.png"],
    }
    assert (done.left, done.replaced, len(done.new)) == ([], [], 4)
    [note] = done.notes
    assert "left out timestamp.txt" in note


def test_a_folder_that_a_browser_unpacked_will_do(root, right):
    folder = root.parent / "submissions"
    for number, name in enumerate(("Anna", "Ben")):
        (folder / moodle(name, number)).parent.mkdir(parents=True)
        (folder / moodle(name, number)).write_bytes(right)
    (folder / "link_1_2_a.ipynb").symlink_to("/etc/passwd")
    collect(root, LESSON, folder)
    assert submitted(root) == {"anna": [OWN], "ben": [OWN]}


def test_the_newest_of_canvas_counts_and_late_ones_are_named(root, right):
    newest = notebook(root, RIGHT | {"10-why": "Newest."})
    files = {
        f"kimanna_LATE_11_900_{LESSON}-2.ipynb": newest,
        f"kimanna_LATE_11_100_{OWN}": right,
        "kimanna_LATE_11_101_plot-1.png": b"png",
        "leeben_12_text.html": b"see mail",
    }
    done = collect(root, LESSON, download(root, files))
    assert submitted(root) == {"11": [OWN, "plot-1.png"], "12": ["text.html"]}
    assert (root / "submitted/11" / LESSON / OWN).read_bytes() == newest
    assert done.late == ["11"]
    [note] = done.notes
    assert note == f"11: of {LESSON}-2.ipynb, {OWN} the newest counts, {LESSON}-2.ipynb"


def test_the_gradebook_says_who_is_who(root, right):
    with tiny.book(root) as book:
        book.add_student("ak12", first_name="Anna", last_name="Kim")
        book.add_student("lb34", lms_user_id="12")
    files = {f"kimanna_11_900_{OWN}": right, f"leeben_12_901_{OWN}": right}
    collect(root, LESSON, download(root, files))
    assert list(submitted(root)) == ["ak12", "lb34"]
    collect(root, LESSON, download(root, {moodle("Kim Anna", 5): right}))
    assert list(submitted(root)) == ["ak12", "lb34"]


def test_two_of_one_name_are_left_to_a_person_and_the_worksheet_tells_them_apart(root, right):
    files = {moodle("Anna Kim", 1): right, moodle("Anna Kim", 2): right, moodle("Ben", 3): right}
    done = collect(root, LESSON, download(root, files))
    assert list(submitted(root)) == ["ben"]
    assert [line.split(":")[0] for line in done.left] == ["Anna Kim (1)", "Anna Kim (2)"]
    assert "--roster with the assignment's grading worksheet" in done.left[0]
    assert read_ledger(root, LESSON).others == {"1": "Anna Kim", "2": "Anna Kim"}
    people = (1, "Anna Kim", "ak@uni.edu"), (2, "Anna Kim", "ak2@uni.edu"), (3, "Ben", "b@uni.edu")
    done = collect(root, LESSON, download(root, files), roster=worksheet(root, *people))
    assert list(submitted(root)) == ["ak2@uni.edu", "ak@uni.edu", "b@uni.edu"]
    assert (done.left, done.notes) == ([], ["ben is b@uni.edu now"])
    assert read_ledger(root, LESSON).others == {}
    written = (root / "submitted/b@uni.edu" / LESSON / "timestamp.txt").read_text()
    assert written.startswith("2026-06-1") and written.endswith(":00 UTC")
    assert (root / "downloaded" / LESSON / "earlier/ben/1" / OWN).is_file()
    # Who was told apart once stays so.
    assert len(collect(root, LESSON, download(root, files)).unchanged) == 3


def test_hidden_names_and_people_who_are_not_in_the_table(root, right):
    files = {moodle("Teilnehmer", number): right for number in (7, 8, 9)}
    collect(root, LESSON, download(root, files))
    assert list(submitted(root)) == ["teilnehmer-7", "teilnehmer-8", "teilnehmer-9"]
    rows = ("Kim, Anna", 11, "akim", ""), ("Lee, Ben", 12, "blee", "")
    files = {f"kimanna_11_1_{OWN}": right, f"newcem_13_2_{OWN}": right}
    done = collect(root, LESSON, download(root, files), roster=export(root, *rows))
    assert "akim" in submitted(root) and len(submitted(root)) == 4
    assert done.left == [
        "newcem (13): nobody in the table. Download table.csv again, or leave --roster out."
    ]


def test_a_name_that_looks_like_somebody_elses_number_is_noted(root, right):
    rows = ("Kim, Anna", 11, "akim", ""), ("Lee, Ben", 12, "blee", "")
    # Somebody calls themselves "Eve_11": Canvas puts their own number, 66, after that.
    files = {f"eve_11_66_900_{OWN}": b"{}", f"leeben_12_901_{OWN}": right}
    done = collect(root, LESSON, download(root, files), roster=export(root, *rows))
    assert done.notes == ["akim is called eve in the zip"]
    files |= {f"kimanna_11_902_{OWN}": right}
    done = collect(root, LESSON, download(root, files, LATER), roster=export(root, *rows))
    assert len(done.left) == 2 and done.unchanged == ["blee"]


def test_a_name_is_not_enough_where_the_number_is_another(root, right):
    files = {moodle("Anna Kim", 2): right, moodle("Ben Lee", 3): right}
    people = (1, "Anna Kim", "a@x"), (3, "Ben Lee", "b@x")
    done = collect(root, LESSON, download(root, files), roster=worksheet(root, *people))
    assert list(submitted(root)) == ["b@x"]
    assert done.left[0].startswith("Anna Kim (2): nobody in the table")


def test_who_was_graded_keeps_the_name(done, right):
    path = download(done, {moodle("Anna Kim", 1): right, moodle("Eve Fox", 9): right})
    people = (1, "Anna Kim", "a@x"), (9, "Eve Fox", "e@x")
    collected = collect(done, LESSON, path, roster=worksheet(done, *people))
    assert "graded as anna-kim before" in collected.left[0]
    assert "anna-kim" in submitted(done) and "e@x" in submitted(done)


def test_what_is_collected_again(root, right):
    files = {moodle("Anna", 1): right, moodle("Ben", 2): right}
    collect(root, LESSON, download(root, files))
    (root / "records" / LESSON).mkdir(parents=True)
    (root / "records" / LESSON / "anna.json").write_text("{}")
    better = notebook(root, RIGHT | {"10-why": "Better."})
    done = collect(root, LESSON, download(root, files | {moodle("Anna", 1): better}, LATER))
    assert (done.new, done.replaced, done.unchanged) == ([], ["anna"], ["ben"])
    assert (root / "submitted/anna" / LESSON / OWN).read_bytes() == better
    assert (root / "downloaded" / LESSON / "earlier/anna/1" / OWN).read_bytes() == right
    assert not (root / "records" / LESSON / "anna.json").exists()  # it is no longer graded
    done = collect(root, LESSON, download(root, files))  # the older zip
    assert (done.older, done.unchanged) == (["anna"], ["ben"])
    assert (root / "submitted/anna" / LESSON / OWN).read_bytes() == better


def test_a_submission_is_replaced_whole_or_not_at_all(root, right, monkeypatch):
    collect(root, LESSON, download(root, {moodle("Anna", 1): right}))
    write = store.Path.write_bytes

    def full(path, content):
        if path.name == "b.txt":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(store.Path, "write_bytes", full)
    files = {moodle("Anna", 1): b"{}", moodle("Anna", 1, "b.txt"): b"b"}
    with pytest.raises(CourseError, match="No space left"):
        collect(root, LESSON, download(root, files, LATER))
    assert submitted(root) == {"anna": [OWN]}
    assert (root / "submitted/anna" / LESSON / OWN).read_bytes() == right
    assert not list((root / "submitted").rglob(".*"))


# --- hostile zips -----------------------------------------------------------------------------


def test_no_name_leads_out_and_nothing_is_overwritten(root, right):
    link = zipfile.ZipInfo(moodle("Anna", 1, "link.ipynb"))
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    files = [
        (moodle("Anna", 1, "../../../../evil.ipynb"), b"evil"),
        (moodle("Anna", 1, "..\\evil.ipynb"), b"evil"),
        (moodle("Anna", 1, "/absolute.ipynb"), b"kept inside"),
        (moodle("Anna", 1, "a\x1b[2J?.txt"), b"a"),
        (moodle("Anna", 1, "deep/" * 30 + "a.txt"), b"a"),
        (link, b"/etc/passwd"),
        (moodle("Anna", 1), right),
        (moodle("Anna", 1), b"twice"),
        (moodle("Anna", 1, OWN.upper()), b"other case"),
        (moodle("Anna", 1, f"{OWN}/inside.txt"), b"a file is in the way"),
    ]
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = download(root, files)
    done = collect(root, LESSON, path)
    assert submitted(root) == {
        "anna": [
            f"{LESSON.upper()} (3).IPYNB",
            f"{LESSON} (2).ipynb",
            f"{LESSON} (4).ipynb/inside.txt",
            OWN,
            "a_[2J_.txt",
        ]
    }
    assert not list(root.parent.rglob("evil*"))
    assert sum("left out a file" in note for note in done.notes) == 4
    assert (root / "submitted/anna" / LESSON / OWN).read_bytes() == right


def test_a_zip_bomb_costs_its_own_submission_and_is_not_missing(root, right, monkeypatch):
    monkeypatch.setattr(store, "ROOM", 300_000)
    bomb = zipped({OWN: bytes(1_000_000)})
    lying = bomb.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert len(bomb) < 2000 and lying != bomb
    many = zipped({f"{number}.txt": b"" for number in range(2001)})
    files = {
        moodle("Anna", 1): bytes(400_000),
        moodle("Ben", 2, "work.zip"): bomb,
        moodle("Cem", 3, "work.zip"): lying,
        moodle("Dan", 4, "work.zip"): b"PK\x03\x04 no zip",
        moodle("Eve", 5, "work.zip"): zipped({"../../evil.ipynb": right}),
        moodle("Fay", 6): right,
        moodle("Gil", 7, "many.zip"): many,
        moodle("Hal", 8, "outer.zip"): zipped({"inner.zip": bomb, "a.txt": b"a"}),
    }
    done = collect(root, LESSON, download(root, files))
    found = submitted(root)
    assert found.pop("anna") == ["could_not_be_collected.txt"]
    assert found.pop("fay") == [OWN]
    assert found.pop("gil") == ["many.zip"]
    assert found.pop("hal") == ["a.txt", "inner.zip"]  # a level is enough
    assert found == dict.fromkeys(["ben", "cem", "dan", "eve"], ["work.zip"])
    assert sum("not unpacked" in note for note in done.notes) == 5
    assert not list(root.parent.rglob("evil*"))


def test_names_in_utf_8_without_the_flag_are_read(root, right):
    name = f"núñezjosé_11_900_{OWN}"
    packed = bytearray(zipped({name: right}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # as Canvas writes it
        at = packed.index(mark) + flags
        packed[at : at + 2] = (int.from_bytes(packed[at : at + 2], "little") & ~0x800).to_bytes(
            2, "little"
        )
    path = root.parent / "submissions.zip"
    path.write_bytes(packed)
    collect(root, LESSON, path)
    assert read_ledger(root, LESSON).students["11"].name == "núñezjosé"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip", "to be a zip"),
        (zipped({"notes.txt": b"1"}), "Moodle or Canvas lets you download them, got notes.txt"),
        (zipped({}), "got no file"),
    ],
)
def test_another_file_is_an_error(root, content, said):
    path = root.parent / "other.zip"
    path.write_bytes(content)
    with pytest.raises(CourseError, match=said):
        collect(root, LESSON, path)
    with pytest.raises(CourseError, match="found none"):
        collect(root, LESSON, root.parent / "missing.zip")
    with pytest.raises(CourseError, match="there is none"):
        collect(root, "11_other", path)
    assert not (root / "submitted").exists()


def test_a_table_of_another_kind_is_an_error(root, right):
    path = download(root, {moodle("Anna", 1): right})
    with pytest.raises(CourseError, match="a table of Moodle.*got one of Canvas"):
        collect(root, LESSON, path, roster=export(root))
    for content, said in (
        ("a,b\n1,2\n", "the columns a, b"),
        ("PK", "Excel"),
        ("", "no table"),
        ("ID,Vollständiger Name,Status\n", "English"),
    ):
        with pytest.raises(CourseError, match=said):
            collect(root, LESSON, path, roster=table(root, content))


# --- handing back -----------------------------------------------------------------------------

PEOPLE = [
    (1, "Anna Kim", "ak@uni.edu"),
    (2, "Ben Lee", "bl@uni.edu"),
    (3, "Cem Can", "cc@uni.edu"),
    (4, "Dan Doe", "dd@uni.edu"),
    (5, "=HYPERLINK(1)", "=1+1@uni.edu"),
]


@pytest.fixture(scope="module")
def graded(template, tmp_path_factory):
    """A class on Moodle: right, wrong, unreadable, and with an answer that a person reads."""
    root = tmp_path_factory.mktemp("graded") / "class"
    tiny.shutil.copytree(template, root)
    files = {
        moodle("Anna Kim", 1): notebook(root, RIGHT),
        moodle("Ben Lee", 2): notebook(root, RIGHT | CHEAT),
        moodle("Cem Can", 3): b"{",
        moodle("Dan Doe", 4): notebook(root, RIGHT | {"10-why": "Because."}),
    }
    collect(root, LESSON, download(root, files))
    engine.grade(root, executor=Here(), sandboxed=False)
    return root


@pytest.fixture
def done(graded, tmp_path):
    tiny.shutil.copytree(graded, tmp_path / "class")
    return tmp_path / "class"


def scores(path, delimiter=","):
    """The table that goes back: what it has in each row."""
    text = path.read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_the_whole_way_on_moodle(done, monkeypatch, capsys):
    monkeypatch.chdir(done)
    path = worksheet(done, *PEOPLE)
    assert cli.main(["hand-back", LESSON, str(path)]) == 1  # somebody waits
    said = capsys.readouterr().out
    assert "cem-can: cannot be read" in said and "dan-doe: has answers that a person" in said
    assert "feedback for 2 students" in said and "2 scores" in said
    back = done / "hand_back" / LESSON
    rows = scores(back / "grades.csv")
    assert [row["Grade"] for row in rows] == ["3", "1", "", "", ""]
    assert (back / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows[0]["Feedback comments"] == "- well done"  # or the upload would change it
    assert rows[4]["Full name"] == "'=HYPERLINK(1)"
    with zipfile.ZipFile(back / "feedback.zip") as packed:
        folder = "_assignsubmission_file_"
        assert packed.namelist() == [
            f"Anna Kim_1{folder}/{LESSON}.html",
            f"Ben Lee_2{folder}/{LESSON}.html",
        ]
        assert b"A tiny lesson" in packed.read(packed.namelist()[0])
    # Those who submitted nothing, and only those, get 0 if that is wanted.
    hand_back.hand_back(done, LESSON, path, grades.Choices(missing_as_zero=True))
    assert [row["Grade"] for row in scores(back / "grades.csv")] == ["3", "1", "", "", "0"]


def test_the_whole_way_on_canvas(root, right, monkeypatch, capsys):
    monkeypatch.chdir(root)
    files = {f"kimanna_LATE_11_900_{LESSON}-2.ipynb": right, "leeben_12_text.html": b"see mail"}
    assert cli.main(["collect", LESSON, str(download(root, files))]) == 0
    assert "Late, says Canvas: 11." in capsys.readouterr().out
    engine.grade(root, executor=Here(), sandboxed=False)
    with tiny.book(root) as book:
        book.find_comment("10-double", LESSON, LESSON, "11").manual_comment = "Read it again."
        book.db.commit()
    rows = ("Kim, Anna", 11, "akim", ""), ("Lee, Ben", 12, "blee", "2"), ("Can, Cem", 13, "cc", "")
    cli.main(["hand-back", LESSON, str(export(root, *rows))])
    said = capsys.readouterr().out
    assert "12: cannot be read" in said and "Students get a notebook" in said
    back = root / "hand_back" / LESSON
    assert (back / "grades.csv").read_text().splitlines() == [
        "Student,ID,SIS Login ID,Section,10 Tiny (555)",
        "    Points Possible,,,,6",
        '"Kim, Anna",11,akim,A,3',
        '"Lee, Ben",12,blee,A,2',  # as it was
        '"Can, Cem",13,cc,A,',
    ]
    with zipfile.ZipFile(back / "feedback.zip") as packed:
        # Canvas attaches it as kimanna's own 10_tiny-2.ipynb, so it has to be a notebook.
        assert packed.namelist() == [f"kimanna_LATE_11_900_{OWN}"]
        back = nbformat.reads(packed.read(f"kimanna_LATE_11_900_{OWN}"), as_version=4)
    nbformat.validate(back)
    texts = [cell.source for cell in back.cells]
    assert texts[0].startswith(f"# Feedback on {LESSON}\n\n**3 of 6 points.**\n")
    assert "| 10-half | 1 of 1 point |" in texts[0]
    assert "**2 of 2 points**" in texts and "**0 of 3 points**\n\n> No response." in texts
    assert "> Read it again." in texts
    assert "double(3)" not in str(back)  # the hidden test


@pytest.fixture
def no_pages(monkeypatch):
    """Leave the pages out, which take seconds."""
    monkeypatch.setattr(hand_back, "convert", lambda *_, **__: None)


def test_other_points_are_an_error_or_are_converted(done, no_pages):
    path = worksheet(done, *PEOPLE, most="100.00")
    with pytest.raises(CourseError, match="for 6 points.*got 100.*--scale"):
        hand_back.hand_back(done, LESSON, path)
    assert not (done / "hand_back").exists()
    back = hand_back.hand_back(done, LESSON, path, grades.Choices(scale=True))
    assert [row["Grade"] for row in scores(back.grades)] == ["50", "16.67", "", "", ""]


def test_the_worksheet_of_another_assignment_is_an_error(done, no_pages):
    other = [(number + 100, name, mail) for number, name, mail in PEOPLE]
    with pytest.raises(CourseError, match="other numbers"):
        hand_back.hand_back(done, LESSON, worksheet(done, *other))


def test_the_column_of_the_assignment_on_canvas(done, no_pages):
    rows = ("Kim, Anna", 11, "akim", "EX"), ("Lee, Ben", 12, "anna-kim", "N/A")
    with pytest.raises(
        CourseError, match="--column with one of 'Other', 'Homework', 'Final Score'"
    ):
        hand_back.hand_back(done, LESSON, export(done, *rows, title="Homework (555)"))
    twice = export(done, *rows, title="2 Other (555)")
    with pytest.raises(CourseError, match="got 2"):
        hand_back.hand_back(done, LESSON, twice, grades.Choices(column="1 Other"))
    hand_back.hand_back(done, LESSON, twice, grades.Choices(column="2 Other"))
    path = export(done, *rows, title="Homework (555)")
    back = hand_back.hand_back(done, LESSON, path, grades.Choices(column="Homework"))
    assert [row["Homework (555)"] for row in scores(back.grades)] == ["6", "EX", "N/A"]
    assert "Lee, Ben: not assigned on Canvas" in back.filled.left
    assert "ben-lee: nobody in the table" in back.filled.left


def test_tables_with_semicolons_and_decimal_commas(done, no_pages):
    path = worksheet(done, *PEOPLE, most="6.00", name="other.csv")
    text = path.read_text("utf-8-sig").replace("Wednesday, 10 June 2026, 2:14 PM", "-")
    path.write_bytes(text.replace(",", ";").replace("6.00", "6,00").encode())
    back = hand_back.hand_back(done, LESSON, path)
    assert [row["Grade"] for row in scores(back.grades, ";")] == ["3", "1", "", "", ""]


def test_those_who_could_not_be_collected_do_not_get_zero(root, right, no_pages):
    files = {
        moodle("Anna Kim", 1): right,
        moodle("Anna Kim", 2): right,
        moodle("Ben Lee", 3): right,
    }
    collect(root, LESSON, download(root, files))
    engine.grade(root, executor=Here(), sandboxed=False)
    people = (
        (1, "Anna Kim", "a@x"),
        (2, "Anna Kim", "b@x"),
        (3, "Ben Lee", "c@x"),
        (4, "Dan", "d@x"),
    )
    back = hand_back.hand_back(
        root, LESSON, worksheet(root, *people), grades.Choices(missing_as_zero=True)
    )
    assert [row["Grade"] for row in scores(back.grades)] == ["", "", "3", "0"]
    assert back.filled.left == ["Anna Kim: could not be collected"] * 2


def test_nobody_gets_zero_while_names_are_hidden(root, right, no_pages):
    path = download(root, {f"anon_x7Ab2_900_{OWN}": right})
    table = export(root, ("Kim, Anna", 11, "akim", ""))
    done = collect(root, LESSON, path, roster=table)
    assert done.left[0].endswith("Leave --roster out.")
    collect(root, LESSON, path)
    engine.grade(root, executor=Here(), sandboxed=False)
    back = hand_back.hand_back(root, LESSON, table, grades.Choices(missing_as_zero=True))
    assert back.filled.left == ["anon_x7Ab2: nobody in the table, so nobody got 0"]
    assert scores(back.grades)[1]["10 Tiny (555)"] == ""


def test_a_group_gets_its_result_for_each_member(root, right, monkeypatch):
    def convert(_, root, lesson, **__):
        page = root / "feedback" / "team-a" / lesson / f"{lesson}.html"
        page.parent.mkdir(parents=True)
        page.write_text("page")

    monkeypatch.setattr(hand_back, "convert", convert)
    collect(root, LESSON, download(root, {moodle("Team A", 45): right}))
    engine.grade(root, executor=Here(), sandboxed=False)
    path = worksheet(root, (1, "Anna Kim", "a@x"), (2, "Ben Lee", "b@x"))
    text = path.read_text("utf-8").replace("Status,", "Status,Group,")
    path.write_text(text.replace('grading - ",', 'grading - ","Team A",'), "utf-8")
    back = hand_back.hand_back(root, LESSON, path)
    assert [row["Grade"] for row in scores(back.grades)] == ["3", "3"]
    with zipfile.ZipFile(back.feedback) as packed:
        assert packed.namelist() == [
            f"Anna Kim_1_assignsubmission_file/{LESSON}.html",
            f"Ben Lee_2_assignsubmission_file/{LESSON}.html",
        ]


def test_nothing_to_hand_back(root, right, no_pages):
    with pytest.raises(CourseError, match="course collect"):
        hand_back.hand_back(root, LESSON)
    collect(root, LESSON, download(root, {moodle("Anna Kim", 1): right}))
    with pytest.raises(CourseError, match="final, found none.*course grade"):
        hand_back.hand_back(root, LESSON)


def test_a_newer_submission_is_not_handed_back_with_the_older_result(done, no_pages):
    files = {moodle("Anna Kim", 1): notebook(done, RIGHT | {"10-why": "New."})}
    collect(done, LESSON, download(done, files, LATER))
    assert read_record(done, "anna-kim", LESSON) is None
    back = hand_back.hand_back(done, LESSON, worksheet(done, *PEOPLE))
    assert [row["Grade"] for row in scores(back.grades)] == ["", "1", "", "", ""]
    assert back.results.waiting["anna-kim"].startswith("not graded yet")


def test_nbgrader_exports_the_table_of_a_platform(done):
    (done / "nbgrader_config.py").write_text(
        "from course.nbgrader_glue import configure\nconfigure(get_config())\n"
    )
    path = worksheet(done, *PEOPLE)
    exporter = "course.platforms.grades.PlatformTable"
    run = [sys.executable, "-m", "nbgrader", "export", f"--exporter={exporter}", "--to=scores.csv"]
    run += [f"--assignment=[{LESSON}]", f"--PlatformTable.table={path}"]
    ran = subprocess.run(run, cwd=done, check=True, capture_output=True, text=True)
    assert [row["Grade"] for row in scores(done / "scores.csv")] == ["3", "1", "", "", ""]
    assert "cem-can: cannot be read" in ran.stderr
