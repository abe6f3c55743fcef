"""What a test cell calls: ``checks.<lesson>.<exercise>(answer)``."""

import importlib
from types import ModuleType

from course.checks.core import CheckFailed, NotAttempted
from course.checks.quiz import predicted
from course.page.progress import yours

LESSONS = (
    "start_here",
    "head_roles",
    "finding_the_head",
    "shape_mismatch",
    "freeze_order",
    "optimizer_rebuild",
    "metric_pitfalls",
    "fine_tuning",
    "capstone",
)

__all__ = ["LESSONS", "CheckFailed", "NotAttempted", "load", "predicted", "yours"]


def load() -> None:
    """Import the checks of every lesson; otherwise each is imported when a cell first names it."""
    for lesson in LESSONS:
        importlib.import_module(f"{__name__}.{lesson}")


def __getattr__(name: str) -> ModuleType:
    if name in LESSONS:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
