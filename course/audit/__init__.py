"""Detectors: inspect a model or an optimizer, and name what is wrong with it.

They work on any project, without the rest of the course::

    import course.audit
    before = copy.deepcopy(model)
    ...                                  # replace the head
    for finding in course.audit.head_swap(model, num_classes=10, x=images, before=before):
        print(finding)

`fine_tuning` runs all that fit a model and its optimizer, as ``course audit`` does::

    recipe = course.audit.Recipe(model, optimizer=optimizer, loader=loader, num_classes=10)
    for finding in course.audit.fine_tuning(recipe).findings:
        print(finding)

Forward passes run on a copy: unless a docstring says otherwise, the model stays unchanged, and so
do its gradients and hooks.
"""

from course.audit.freeze import freezing
from course.audit.optimizer import optimizer_state
from course.audit.parts import Recipe, Report
from course.audit.recipe import fine_tuning
from course.audit.snapshot import Snapshot, untouched
from course.audit.squash import squashed
from course.audit.step import training_step
from course.audit.swap import head_swap

__all__ = [
    "Recipe",
    "Report",
    "Snapshot",
    "fine_tuning",
    "freezing",
    "head_swap",
    "optimizer_state",
    "squashed",
    "training_step",
    "untouched",
]
