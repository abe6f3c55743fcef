"""The tables of students that come from a platform: read, and written with one column filled in.

Moodle's grading worksheet is the CSV that an assignment offers under "Download grading worksheet"
(`mod/assign/gradingtable.php`, `mod/assign/feedback/offline/importgradeslib.php`); Canvas's is the
exported gradebook (`lib/gradebook_exporter.rb`, `lib/gradebook_importer.rb`). A table with the
columns of ``nbgrader db student import`` can say who is who, too.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError
from course.platforms.names import CANVAS, MOODLE
from course.wording import listed

STUDENTS = "students"  # the kind of nbgrader's table
NEEDED = {  # the columns by which a table is known
    MOODLE: {"identifier", "status", "last modified (grade)"},
    CANVAS: {"id", "section"},
    STUDENTS: {"id", "last_name"},
}
LARGE = 50_000_000  # characters of a cell: what students typed into Moodle is in the worksheet


@dataclass
class Table:
    """A table as it is in its file.

    Attributes:
        kind: MOODLE, CANVAS or STUDENTS.
        rows: without the header; each as long as that.
        bom: whether the file began with a byte order mark.
    """

    path: Path
    kind: str
    header: list[str]
    rows: list[list[str]]
    delimiter: str
    bom: bool

    def column(self, *names: str) -> int | None:
        """Return the number of the first of these columns that there is."""
        plain = [name.strip().casefold() for name in self.header]
        return next((plain.index(name) for name in names if name in plain), None)

    def cell(self, row: list[str], *names: str) -> str:
        """Return what is in the first of these columns that there is; "" if there is none."""
        column = self.column(*names)
        return "" if column is None else row[column].strip()

    def written(self, columns: Iterable[int] | None = None) -> bytes:
        """Return the file's content, with all columns or only these."""
        keep = list(columns) if columns is not None else range(len(self.header))
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        for row in [self.header, *self.rows]:
            writer.writerow([row[column] for column in keep])
        return text.getvalue().encode("utf-8-sig" if self.bom else "utf-8")


def read_table(path: Path) -> Table:
    """Read a table of students.

    Raises:
        CourseError: there is none, or it is of no kind that is known.
    """
    expected = (
        "Expected Moodle's grading worksheet, Canvas's exported gradebook, or a table with the "
        f"columns id, first_name and last_name at {path}, got"
    )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{expected}: {error.strerror}. Check the path.") from error
    if content.startswith(b"PK"):
        raise CourseError(f"{expected} an Excel or zip file. Save the table as CSV.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # as Excel saves it
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    before = csv.field_size_limit(LARGE)
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except (csv.Error, ValueError) as error:
        raise CourseError(f"{expected} a file that is no table: {error}.") from error
    finally:
        csv.field_size_limit(before)
    header = [name.strip() for name in header]
    rows = [(row + [""] * len(header))[: len(header)] for row in rows if any(row)]
    known = {name.casefold() for name in header}
    for kind, needed in NEEDED.items():
        if needed <= known:
            return Table(path, kind, header, rows, delimiter, content.startswith(b"\xef\xbb\xbf"))
    raise CourseError(
        f"{expected} the columns {listed(header, 8)}. On Moodle, switch to English before you "
        "download the worksheet: its columns have other names in other languages."
    )
