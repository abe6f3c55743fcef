"""Detectors: look at a model, or an optimizer, and name what is wrong with it.

Usable on any project, without the rest of the course::

    import course.audit
    before = copy.deepcopy(model)
    ...                                  # swap the head
    for finding in course.audit.head_swap(model, num_classes=10, x=images, before=before):
        print(finding)

Nothing here changes the model, its gradients or its hooks: forward passes run on a copy.
"""

from course.audit.freeze import freezing
from course.audit.optimizer import optimizer_state
from course.audit.snapshot import Snapshot, untouched
from course.audit.step import training_step
from course.audit.swap import head_swap, squashed

__all__ = [
    "Snapshot",
    "freezing",
    "head_swap",
    "optimizer_state",
    "squashed",
    "training_step",
    "untouched",
]
