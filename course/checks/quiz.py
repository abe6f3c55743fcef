"""Predictions and quizzes: questions with a letter for an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from course.checks import proof
from course.checks.core import NotAttempted, describe, fail
from course.misconceptions import REGISTRY
from course.wording import wrapped


@dataclass(frozen=True)
class Option:
    """One option of a quiz question.

    Attributes:
        text: the option as the notebook shows it.
        why: what is said to whoever chooses it.
        misconception: what a wrong option reveals; empty for the right one.
    """

    text: str
    why: str
    misconception: str = ""

    def __post_init__(self) -> None:
        if self.misconception and self.misconception not in REGISTRY:
            raise KeyError(f"Expected an id of course.misconceptions, got {self.misconception!r}.")


QUESTIONS: dict[str, Mapping[str, Option]] = {}  # of all lessons, by id, then by letter


def quiz(questions: Mapping[str, Sequence[Option]]) -> Callable[[str, object], None]:
    """Return the check for a lesson's quiz: it explains the option that was chosen.

    Args:
        questions: for each question its options, in the order a, b, c, d. One of them is right.
    """
    lettered = {
        name: dict(zip("abcdef", options, strict=False)) for name, options in questions.items()
    }
    QUESTIONS.update(lettered)

    def check(question: str, answer: object) -> None:
        __tracebackhide__ = True
        if proof.chosen("quiz", question, answer):
            return
        options = lettered[question]
        choice = _choice(question, answer, "".join(options))
        option = options[choice]
        if not option.misconception:
            print(wrapped(f'✓ "{choice}" is right. {option.why}'))
            return
        look = "the other options, with that in mind."
        fail(option.misconception, f'"{choice}" is not right.', option.why, look)

    return check


def predicted(question: str, prediction: object, options: str = "abcd") -> None:
    """Accept any committed prediction: what counts is that it was made before the run.

    Raises:
        NotAttempted: it is still empty.
        CheckFailed: it is not one of the options.
    """
    __tracebackhide__ = True
    if proof.chosen("predicted", question, prediction, options):
        return
    choice = _choice(question, prediction, options)
    print(f'✓ You predicted "{choice}". Run the next cell and compare.')


def _choice(question: str, answer: object, options: str) -> str:
    __tracebackhide__ = True
    listed = ", ".join(f'"{option}"' for option in options)
    if answer is ... or answer is None or answer == "":
        raise NotAttempted(
            question, f"Put one of {listed} between the quotes above, then run both cells."
        )
    choice = answer.strip().lower() if isinstance(answer, str) else ""
    if len(choice) != 1 or choice not in options:
        fail(
            "wrong-type",
            f"Expected one of {listed}, got {describe(answer)}.",
            "One letter in quotes is one choice.",
            "the options above the cell.",
        )
    return choice
