"""Checks of lesson 03: what a shape error says, and what a checkpoint must match."""

from course.checks.shape_mismatch.input_size import input_size, models_that_refuse
from course.checks.shape_mismatch.label_contract import check_targets
from course.checks.shape_mismatch.load_matching import load_matching
from course.checks.shape_mismatch.predictions import why
from course.checks.shape_mismatch.quiz import quiz
from course.checks.shape_mismatch.read_error import read_mismatch
from course.checks.shape_mismatch.repair import patients, repair
from course.checks.shape_mismatch.round_trip import round_trip
from course.checks.shape_mismatch.strip_prefixes import strip_prefixes

__all__ = [
    "check_targets",
    "input_size",
    "load_matching",
    "models_that_refuse",
    "patients",
    "quiz",
    "read_mismatch",
    "repair",
    "round_trip",
    "strip_prefixes",
    "why",
]
