"""A sigmoid, and the loss that applies one itself."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    model.fc = nn.Sequential(nn.Linear(512, 5), nn.Sigmoid())
    return model, nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters())
