"""What a test cell calls: ``checks.<lesson>.<exercise>(answer)``."""

from course.checks import (
    finding_the_head,
    freeze_order,
    head_roles,
    metric_pitfalls,
    optimizer_rebuild,
    shape_mismatch,
    start_here,
)
from course.checks.core import CheckFailed, NotAttempted
from course.checks.quiz import predicted

__all__ = [
    "CheckFailed",
    "NotAttempted",
    "finding_the_head",
    "freeze_order",
    "head_roles",
    "metric_pitfalls",
    "optimizer_rebuild",
    "predicted",
    "shape_mismatch",
    "start_here",
]
