"""Checks of lesson 04: what is frozen, in which order, and what moves all the same."""

from course.checks.freeze_order.batchnorm import freeze_backbone
from course.checks.freeze_order.collapse import collapse
from course.checks.freeze_order.freeze_except import freeze_except
from course.checks.freeze_order.head_only import head_only
from course.checks.freeze_order.mend import mend
from course.checks.freeze_order.predictions import why
from course.checks.freeze_order.quiz import quiz
from course.checks.freeze_order.schedule import unfreeze_last
from course.checks.freeze_order.stale_gradients import freeze_now

__all__ = [
    "collapse",
    "freeze_backbone",
    "freeze_except",
    "freeze_now",
    "head_only",
    "mend",
    "quiz",
    "unfreeze_last",
    "why",
]
