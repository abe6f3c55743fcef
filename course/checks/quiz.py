"""Predictions and quizzes: questions with a letter for an answer."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from course.checks import proof
from course.checks.core import NotAttempted, describe, fail
from course.misconceptions import REGISTRY
from course.page import cards, progress
from course.wording import wrapped


@dataclass(frozen=True)
class Option:
    """One option of a question.

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


QUESTIONS: dict[str, Mapping[str, Option]] = {}  # of all quizzes, by id, then by letter
PREDICTIONS: dict[str, Mapping[str, Option]] = {}


def quiz(questions: Mapping[str, Sequence[Option]]) -> Callable[[str, object], None]:
    """Return the check for a lesson's quiz: it explains the option that was chosen.

    Args:
        questions: for each question its options, in the order a, b, c, d. One of them is right.
    """
    lettered = _lettered(questions)
    QUESTIONS.update(lettered)

    def check(question: str, answer: object) -> None:
        __tracebackhide__ = True
        if proof.chosen("quiz", question, answer):
            return
        options = lettered[question]
        choice = _choice(question, answer, "".join(options))
        option = options[choice]
        if not option.misconception:
            _say(f'✓ "{choice}" is right. {option.why}')
            return
        look = "the other options, with that in mind."
        fail(option.misconception, f'"{choice}" is not right.', option.why, look)

    def attempted(question: str, answer: object) -> None:
        __tracebackhide__ = True
        choices = {letter: option.text for letter, option in lettered[question].items()}
        run = functools.partial(check, question, answer)
        progress.attempt(question, (answer,), run, choices)

    return attempted


def predictions(questions: Mapping[str, Sequence[Option]]) -> Callable[[str], None]:
    """Return what explains a lesson's predictions after the run: the student's own choice first.

    Args:
        questions: for each prediction its options, in the order a, b, c, d. One of them happens.
    """
    lettered = _lettered(questions)
    PREDICTIONS.update(lettered)

    def why(question: str) -> None:
        options = lettered[question]
        right = next(letter for letter in options if not options[letter].misconception)
        said = progress.choice(question)
        if said not in options:
            head = f"○ You have not predicted. What happened is {right}: {options[right].text}."
            others = [right, *(letter for letter in options if letter != right)]
        else:
            head = f'✓ You said "{said}", and so it is.'
            if said != right:
                head = f'○ You said "{said}". What happened is {right}: {options[right].text}.'
            head += f"\n{said}: {options[said].why}"
            others = [letter for letter in (right, *options) if letter != said]
        text = [f"{letter}: {options[letter].why}" for letter in dict.fromkeys(others)]
        if not cards.running_cell():
            print("\n".join(map(wrapped, [head, *text])))
            return
        if said in options and said != right:
            head += f"\n{text.pop(0)}"
        items = "".join(f"<div>{cards.code(line)}</div>" for line in text)
        cards.show(head, cards.fold("The other options", items, opened=said not in options))

    return why


def predicted(question: str, prediction: object, options: str = "abcd") -> None:
    """Accept any committed prediction: what counts is that it was made before the run.

    Raises:
        NotAttempted: it is still empty.
        CheckFailed: it is not one of the options.
    """
    __tracebackhide__ = True
    known = PREDICTIONS.get(question) or dict.fromkeys(options)
    choices = {letter: getattr(option, "text", "") for letter, option in known.items()}
    check = functools.partial(_predicted, question, prediction, "".join(choices))
    progress.attempt(question, (prediction,), check, choices)


def _predicted(question: str, prediction: object, options: str) -> None:
    __tracebackhide__ = True
    if proof.chosen("predicted", question, prediction, options):
        return
    choice = _choice(question, prediction, options)
    _say(f'✓ You predicted "{choice}". Run the next cell and compare.')


def _lettered(questions: Mapping[str, Sequence[Option]]) -> dict[str, dict[str, Option]]:
    return {name: dict(zip("abcdef", options, strict=False)) for name, options in questions.items()}


def _say(text: str) -> None:
    cards.show(text) if cards.running_cell() else print(wrapped(text))


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
