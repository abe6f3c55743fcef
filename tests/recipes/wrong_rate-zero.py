"""A rate that was computed with whole numbers: 1 // 10 of the body's."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.vgg16(weights=None)
    model.classifier[6] = nn.Linear(model.classifier[6].in_features, 10)
    return model, torch.optim.SGD(model.parameters(), lr=1 // 10)
