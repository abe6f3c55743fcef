"""The new layer is made and never put into the model; a copy of the old one tells."""

import copy

import torch
from torch import nn
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    before = copy.deepcopy(model)
    nn.Linear(model.fc.in_features, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return {"model": model, "before": before, "optimizer": optimizer, "num_classes": 10}
