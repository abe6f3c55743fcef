"""A class of students who made these records, for the tests of the report."""

from pathlib import Path

from course.grading.asked import Asked, Choice, Task
from course.grading.records import Record

LESSON = "01_head_roles"
STUB = "def swap_fc(model, num_classes):\n    ..."
OPTIONS = {"a": Choice("all of `fc`", ""), "b": Choice("only **fc**", "swap-is-not-freeze")}
OPTIONS |= {"c": Choice("nothing", "head-unchanged")}
ASKED = Asked(
    "What does `fc` know?",
    (
        Task("01-predict-test", "01-predict", "prediction", 0, prompt="And?", choices=OPTIONS),
        Task("01-swap-test", "01-swap", "exercise", 4, level=2, minutes=8, shown=(STUB,)),
        Task("01-easy-test", "01-easy", "exercise", 1, level=1, minutes=3, shown=("x = ...",)),
        Task("01-quiz-test", "01-quiz", "question", 1, prompt="What **now**?", choices=OPTIONS),
    ),
    frozenset({"model", "swap_fc", "num_classes"}),
)
# An answer that is long enough to be compared.
LONG = (
    (Path(__file__).parent / "answers/02_finding_the_head/02-replace-head/right_walk.py")
    .read_text()
    .replace("replace_head", "swap_fc")
)


def submission(
    student: str,
    swap: str = "",
    easy: str = "",
    predicted: str = "a",
    chosen: str = "a",
    code: str = "def swap_fc(model, num_classes):\n    return model",
    **more: object,
) -> Record:
    """A record: ``swap`` and ``easy`` are the misconceptions in them, the others are letters."""
    marks = {"01-swap-test": (swap, 4.0), "01-easy-test": (easy, 1.0)}
    marks["01-quiz-test"] = OPTIONS[chosen].misconception if chosen else "not-attempted", 1.0
    given = {
        "scores": {"01-predict-test": [0.0, 0.0]}
        | {cell: [0.0 if mark else most, most] for cell, (mark, most) in marks.items()},
        "misconceptions": {cell: mark for cell, (mark, _) in marks.items() if mark},
        "answers": {
            "01-predict": f'prediction = "{predicted}"  # "a", "b" or "c"',
            "01-swap": code,
            "01-easy": f"x = {easy or 1!r}",
            "01-quiz": f"# answer = 'b'\nanswer = '{chosen.upper()}'",
        },
        "outcome": "graded",
    }
    return Record(student, LESSON, "", **given | more)


def small_class() -> list[Record]:
    """Right and wrong, copied, repaired, tampered, unreadable, and graded by an earlier version."""
    nothing = {"scores": {}, "misconceptions": {}, "answers": None}
    return [
        submission("ada", code=LONG),
        submission("ben", code=LONG.replace("last", "end") + "# mine", predicted="b"),
        submission("cleo", "dead-attribute", predicted="b", chosen="b", code="model.head = 1"),
        submission("dan", "dead-attribute", "wrong-value", predicted="b", chosen="b"),
        submission("eve", "not-attempted", "not-attempted", predicted="", chosen=""),
        submission("finn", "of-tomorrow", chosen="c", answers=None),
        submission("gwen", outcome="graded-with-repairs", notes=["cell 01-swap was split in two"]),
        submission("hugo", outcome="graded-with-repairs", notes=["cell 01-easy was split in two"]),
        submission("iris", "own-error", outcome="tampered", notes=["iris changed the check"]),
        submission("jack", outcome="malformed", notes=["It has no cell."], **nothing),
    ]
