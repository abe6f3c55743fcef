"""The model is copied, for an average of its weights, and the copy is trained."""

import copy

import torch
from torch import nn
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    model.fc = nn.Linear(512, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return copy.deepcopy(model), optimizer
