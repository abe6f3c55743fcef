"""Checks of lesson 05: which tensors an optimizer holds, and what a new head changes about that."""

from course.checks.optimizer_rebuild.compare import compare
from course.checks.optimizer_rebuild.keep_momentum import swap_mid_training
from course.checks.optimizer_rebuild.predictions import why
from course.checks.optimizer_rebuild.quiz import quiz
from course.checks.optimizer_rebuild.rebuild import rebuild
from course.checks.optimizer_rebuild.resume import resume
from course.checks.optimizer_rebuild.scheduler import rebind
from course.checks.optimizer_rebuild.two_rates import two_rate_groups
from course.checks.optimizer_rebuild.watch import watch

__all__ = [
    "compare",
    "quiz",
    "rebind",
    "rebuild",
    "resume",
    "swap_mid_training",
    "two_rate_groups",
    "watch",
    "why",
]
