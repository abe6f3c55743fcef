"""Checks of lesson 01: what a head is, what enters it, what leaves it, and how it is replaced."""

from course.checks.head_roles.choose_head import head_and_loss
from course.checks.head_roles.features import features_of
from course.checks.head_roles.first_loss import expected_first_loss
from course.checks.head_roles.head_share import head_share
from course.checks.head_roles.predictions import why
from course.checks.head_roles.quiz import quiz
from course.checks.head_roles.softmax_bug import softmax_bug
from course.checks.head_roles.swap_fc import swap_fc
from course.checks.head_roles.top_categories import top_categories

__all__ = [
    "expected_first_loss",
    "features_of",
    "head_and_loss",
    "head_share",
    "quiz",
    "softmax_bug",
    "swap_fc",
    "top_categories",
    "why",
]
