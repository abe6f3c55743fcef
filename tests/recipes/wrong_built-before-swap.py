"""The optimizer is older than the head."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    model.fc = nn.Linear(model.fc.in_features, 10)
    return model, optimizer
