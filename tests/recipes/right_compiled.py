"""A compiled model; the optimizer was made from it."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.mobilenet_v3_large(weights=None)
    model.classifier[3] = nn.Linear(model.classifier[3].in_features, 10)
    model = torch.compile(model)
    return model, torch.optim.SGD(model.parameters(), lr=0.1)
