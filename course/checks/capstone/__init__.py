"""Checks of lesson 08: from a swapped head to a model that somebody else can use."""

from course.checks.capstone.predictions import why
from course.checks.capstone.quiz import quiz
from course.checks.capstone.rubric import rubric
from course.checks.capstone.train import train

__all__ = ["quiz", "rubric", "train", "why"]
