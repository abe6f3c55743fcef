"""Students' names in a report: as they are, or hidden."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from course.grading.records import Record, printable

RUN = re.compile(r"[^\W_]+")  # letters and digits
SHORTEST = 3  # characters of a name that is looked for in texts: "x" would be everywhere
LINES, WIDTH = 60, 1000  # lines of a text that are shown, and characters of each


@dataclass(frozen=True)
class Names:
    """What to call each student in one report.

    Attributes:
        labels: by student; empty if names are shown.
        starts: the students to look for in texts, by the letters and digits that begin the name.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, list[str]] = field(default_factory=dict)

    def rename(self, lessons: Mapping[str, list[Record]]) -> dict[str, list[Record]]:
        """Return the records with these names, in their order: the old order would give hints."""
        return {
            lesson: sorted(
                (
                    replace(each, student=self.labels.get(each.student, each.student))
                    for each in own
                ),
                key=lambda record: record.student,
            )
            for lesson, own in lessons.items()
        }

    def text(self, text: str) -> str:
        """Return what a student wrote, or what was said about it, as text that is safe to show.

        Control characters are shown as escapes, long texts are cut, and hidden names are replaced.
        """
        lines = self._hide(text).expandtabs(4).split("\n")
        shown = [printable(line, WIDTH) for line in lines[:LINES]]
        return "\n".join(shown + ["…"] * (len(lines) > LINES))

    def _hide(self, text: str) -> str:
        parts, done = [], 0
        for run in RUN.finditer(text) if self.starts else ():
            for student in self.starts.get(run[0].casefold(), ()):
                start = run.start() - RUN.search(student).start()
                end = start + len(student)
                same = text[max(start, 0) : end].casefold() == student.casefold()
                if same and start >= done and not RUN.match(text, end):
                    parts += [text[done:start], self.labels[student]]
                    done = end
                    break
        return "".join([*parts, text[done:]])


def hidden(students: Iterable[str]) -> Names:
    """Return names such as "Student 07", in an order that is drawn again for each report.

    In the order of their names, or of a hash of them, a class list would be enough to know them.
    """
    drawn = sorted(set(students))
    random.SystemRandom().shuffle(drawn)
    digits = len(str(len(drawn)))
    labels = {name: f"Student {at:0{digits}}" for at, name in enumerate(drawn, 1)}
    starts: dict[str, list[str]] = defaultdict(list)
    for name in sorted(drawn, key=len, reverse=True):
        if len(name) >= SHORTEST and (first := RUN.search(name)):
            starts[first[0].casefold()].append(name)
    return Names(labels, starts)
