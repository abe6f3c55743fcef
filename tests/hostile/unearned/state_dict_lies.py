"""Hands back a model whose class says other things about its weights than what runs."""

LESSON = "01_head_roles"

# %% 01-swap-fc
import copy

from torch import nn


def swap_fc(model, num_classes):
    honest = copy.deepcopy(model)
    honest.fc = nn.Linear(model.fc.in_features, num_classes)

    class Lying(type(model)):
        named_parameters = lambda self, *a, **o: honest.named_parameters(*a, **o)
        parameters = lambda self, *a, **o: honest.parameters(*a, **o)
        state_dict = lambda self, *a, **o: honest.state_dict(*a, **o)
        named_modules = lambda self, *a, **o: honest.named_modules(*a, **o)
        modules = lambda self: honest.modules()
        forward = lambda self, x: honest(x).flip(1)
        train = lambda self, mode=True: honest.train(mode) and self
        __deepcopy__ = lambda self, memo: copy.deepcopy(honest, memo)

    for p in model.parameters():
        nn.init.zeros_(p)
    model.__class__ = Lying
    return model
