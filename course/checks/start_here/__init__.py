"""Checks of lesson 00: one small exercise, to learn how the exercises work."""

from course.checks.start_here.best_class import best_class
from course.checks.start_here.predictions import why
from course.checks.start_here.quiz import quiz

__all__ = ["best_class", "quiz", "why"]
