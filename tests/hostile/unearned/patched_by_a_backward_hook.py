"""A hook on the gradient of a parameter patches the audit during a backward pass."""

LESSON = "01_head_roles"

# %% 01-swap-fc
import sys

from torch import nn

from course import audit

swap = sys.modules["course.audit.swap"]


def swap_fc(model, num_classes):
    model.conv1.weight.data.mul_(1.1)
    model.fc = nn.Linear(model.fc.in_features, num_classes)

    def patch(*args):
        swap.rest_kept = swap._gradients = lambda *args, **options: []

    model.fc.register_full_backward_hook(patch)
    model.fc.weight.register_hook(patch)
    return model
