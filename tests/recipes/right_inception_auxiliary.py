"""Inception v3, as in torchvision's fine-tuning tutorial: the auxiliary head is replaced too."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.inception_v3(weights=None, init_weights=False)
    model.AuxLogits.fc = nn.Linear(model.AuxLogits.fc.in_features, 2)
    model.fc = nn.Linear(model.fc.in_features, 2)
    return model, torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
