"""Predictions and quizzes: what they accept, and what the notebooks show."""

import re

import nbformat
import pytest
import torch

from course import bank, checks
from course.checks.core import CheckFailed, NotAttempted
from course.checks.quiz import PREDICTIONS, QUESTIONS, Option, predicted, quiz


@pytest.mark.parametrize("prediction", ["a", " C ", "d"])
def test_any_committed_prediction_counts(prediction, capsys):
    predicted("09-predict", prediction)
    assert f'"{prediction.strip().lower()}"' in capsys.readouterr().out


@pytest.mark.parametrize("prediction", ["", ..., None])
def test_no_prediction_is_not_attempted(prediction):
    with pytest.raises(NotAttempted, match='Put one of "a", "b", "c", "d"'):
        predicted("09-predict", prediction)


@pytest.mark.parametrize("prediction", ["e", "ab", 1, ["a"], torch.tensor(1)])
def test_a_prediction_is_one_of_the_options(prediction):
    with pytest.raises(CheckFailed, match='Expected one of "a", "b", "c", "d", got'):
        predicted("09-predict", prediction)


QUIZ = quiz(
    {"09-quiz": [Option("2", "Bits are not nats.", "log-base"), Option("e", "Nats it is.")]}
)


def test_a_quiz_explains_the_option_that_was_chosen(capsys):
    QUIZ("09-quiz", "B")
    assert "Nats it is." in capsys.readouterr().out
    with pytest.raises(CheckFailed, match="Bits are not nats.") as caught:
        QUIZ("09-quiz", "a")
    assert caught.value.misconception == "log-base"


@pytest.mark.parametrize(("answer", "error"), [("", NotAttempted), ("c", CheckFailed)])
def test_a_quiz_wants_one_of_its_own_options(answer, error):
    with pytest.raises(error, match='one of "a", "b"'):
        QUIZ("09-quiz", answer)


def test_a_wrong_option_names_a_known_misconception():
    with pytest.raises(KeyError, match="no-such-thing"):
        Option("2", "Bits are not nats.", "no-such-thing")


QUESTION = re.compile(r"\d\d-(quiz|predict)-")


def options_in(source: str) -> dict[str, str]:
    """The options of a question, by letter: items of a list such as ``- **a** this``."""
    return dict(re.findall(r"^- \*\*([a-f])\*\* (.+)$", source, flags=re.M))


def test_every_question_shows_the_options_that_its_check_explains():
    checks.load()  # fills QUESTIONS and PREDICTIONS
    shown = {}
    for path in sorted(bank.ROOT.glob("source/*/*.ipynb")):
        above = ""
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.metadata.get("nbgrader", {}).get("solution") and QUESTION.match(cell.id):
                shown[cell.id] = options_in(above)
            above = "" if cell.id.endswith("-test") else above
            above = cell.source if cell.cell_type == "markdown" else above
    explained = {
        name: {letter: option.text for letter, option in options.items()}
        for name, options in (QUESTIONS | PREDICTIONS).items()
        if name[:2] != "09"  # made up by tests
    }
    assert shown == explained
