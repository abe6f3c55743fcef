"""What a test cell calls: ``checks.<lesson>.<exercise>(answer)``."""

from course.checks import head_roles, start_here
from course.checks.core import CheckFailed, NotAttempted, predicted

__all__ = ["CheckFailed", "NotAttempted", "head_roles", "predicted", "start_here"]
