"""The new head is an attribute of DataParallel, whose forward() only calls .module."""

import torch
from torch import nn
from torchvision import models


def build():
    model = nn.DataParallel(models.resnet18(weights=None))
    model.fc = nn.Linear(512, 10)
    return model, torch.optim.SGD(model.parameters(), lr=0.01)
