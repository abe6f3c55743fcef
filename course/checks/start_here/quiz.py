"""The quiz of lesson 00."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "00-quiz-1": [
            Option(
                "it counts a cell that was run",
                "The starter code runs too, and you saw ○ for it.",
                "run-is-enough",
            ),
            Option(
                "it calls your function and looks at the result",
                "The check calls your function on inputs of its own and looks at what it does. "
                "How you write it is up to you.",
            ),
            Option(
                "it compares your text with a model solution",
                "Your text is compared with nothing: two functions that behave alike both pass.",
                "text-is-compared",
            ),
        ],
    }
)
