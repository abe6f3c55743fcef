"""Detectors: look at a model, or an optimizer, and name what is wrong with it.

Usable on any project, without the rest of the course::

    import course.audit
    before = copy.deepcopy(model)
    ...                                  # swap the head
    for finding in course.audit.head_swap(model, num_classes=10, x=images, before=before):
        print(finding)

Nothing here changes the model, its gradients or its hooks: forward passes run on a copy.
"""

from course.audit.snapshot import Snapshot, untouched
from course.audit.swap import head_swap, squashed

__all__ = ["Snapshot", "head_swap", "squashed", "untouched"]
