"""What a class chose: the options of quiz questions, and predictions before and after."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.grading.asked import Task
from course.grading.records import Record
from course.grading.tally import result

CHOSEN = re.compile(r"^\s*\w+\s*=\s*(['\"])\s*(\w)\s*\1", re.M)


@dataclass(frozen=True)
class Question:
    """How often each option was chosen.

    Attributes:
        counts: by letter.
        known: how many students' answers are known, also those who chose none of the options.
    """

    task: Task
    counts: Counter[str]
    known: int

    @property
    def drawn(self) -> float:
        """The share of those who chose that chose a wrong option."""
        chosen = self.counts.total()
        return 1 - self.counts[self.task.right] / chosen if chosen else 0.0


@dataclass(frozen=True)
class Prediction:
    """A prediction, and how the same students did afterwards.

    Attributes:
        question: what they chose before.
        after: the task that followed; None if there was none.
        moves: how many were right or wrong before, and right or wrong after: (True, False) are
            those who predicted right and were wrong afterwards.
    """

    question: Question
    after: Task | None
    moves: Counter[tuple[bool, bool]]


def choice(text: str, task: Task) -> str:
    """Return the letter that an answer commits to; "" if it is none of the options."""
    letters = [match[2].lower() for match in CHOSEN.finditer(text)]
    return letters[-1] if letters and letters[-1] in task.choices else ""


def questions(records: Iterable[Record], tasks: Iterable[Task]) -> list[Question]:
    """Return the quiz questions; those whose wrong options draw most answers come first."""
    records = list(records)
    found = [_count(records, task) for task in tasks if task.kind == "question" and task.choices]
    return sorted(found, key=lambda question: -question.drawn)


def predictions(records: Iterable[Record], tasks: Sequence[Task]) -> list[Prediction]:
    """Return the predictions in their order, each with what followed.

    That is the next quiz question with a wrong option for the same misconception, otherwise the
    next exercise.
    """
    records, found = list(records), []
    for at, task in enumerate(tasks):
        if task.kind == "prediction" and task.choices:
            after = _after(task, tasks[at + 1 :])
            moves = Counter[tuple[bool, bool]]()
            for record in records:
                before = choice((record.answers or {}).get(task.answer, ""), task)
                later = result(record, after.cell) if after else ""
                if before and later in ("right", "partly right", "wrong"):
                    moves[before == task.right, later == "right"] += 1
            found.append(Prediction(_count(records, task), after, moves))
    return found


def _count(records: list[Record], task: Task) -> Question:
    answers = [record.answers for record in records if record.answers is not None]
    chosen = (choice(given.get(task.answer, ""), task) for given in answers)
    return Question(task, Counter(filter(None, chosen)), len(answers))


def _after(task: Task, later: Sequence[Task]) -> Task | None:
    wrong = {each.misconception for each in task.choices.values()} - {""}
    same = (
        other
        for other in later
        if other.kind == "question"
        and wrong & {each.misconception for each in other.choices.values()}
    )
    exercises = (other for other in later if other.kind == "exercise" and other.points)
    return next(same, None) or next(exercises, None)
