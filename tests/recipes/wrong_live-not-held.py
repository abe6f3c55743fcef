"""Unfrozen after the optimizer was made from what was trainable."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    model.requires_grad_(False)
    model.fc = nn.Linear(512, 10)
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
    model.requires_grad_(True)
    return model, optimizer
