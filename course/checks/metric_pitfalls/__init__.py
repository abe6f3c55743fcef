"""Checks of lesson 06: how good is it, and compared with what?"""

from course.checks.metric_pitfalls.accuracy import accuracy
from course.checks.metric_pitfalls.baseline import beats_majority
from course.checks.metric_pitfalls.confusion import confusion
from course.checks.metric_pitfalls.evaluate import evaluate
from course.checks.metric_pitfalls.leakage import leaked
from course.checks.metric_pitfalls.per_class import per_class
from course.checks.metric_pitfalls.predictions import why
from course.checks.metric_pitfalls.quiz import quiz
from course.checks.metric_pitfalls.threshold import choose_threshold

__all__ = [
    "accuracy",
    "beats_majority",
    "choose_threshold",
    "confusion",
    "evaluate",
    "leaked",
    "per_class",
    "quiz",
    "why",
]
