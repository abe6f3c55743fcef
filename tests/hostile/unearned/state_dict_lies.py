"""Hands back a model of a class of its own: what it says about its weights is not what runs."""

LESSON = "01_head_roles"

# %% 01-swap-fc
import copy

from torch import nn


def swap_fc(model, num_classes):
    old = copy.deepcopy(model)

    class Lying(type(model)):
        def state_dict(self, *args, **options):
            return old.state_dict(*args, **options)

        def named_parameters(self, *args, **options):
            return old.named_parameters(*args, **options)

        def parameters(self, *args, **options):
            return old.parameters(*args, **options)

        def forward(self, x):
            return torch.zeros(len(x), num_classes) + self.fc.bias.sum() * 0

    old.fc = nn.Linear(old.fc.in_features, num_classes)
    for p in nn.Module.parameters(model):
        nn.init.zeros_(p)
    model.fc = old.fc
    model.__class__ = Lying
    return model
