"""The number was changed where it is printed, not where it is used."""

import torch
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    model.fc.out_features = 10
    return model, torch.optim.SGD(model.parameters(), lr=0.01)
