"""The new head was added as a group; the old one is still in the first."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    model.fc = nn.Linear(512, 10)
    optimizer.add_param_group({"params": model.fc.parameters(), "lr": 1e-2})
    return model, optimizer
