"""Several labels per image: a sigmoid at the end, and BCELoss, which expects it."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.shufflenet_v2_x0_5(weights=None)
    model.fc = nn.Sequential(nn.Linear(model.fc.in_features, 6), nn.Sigmoid())
    return model, torch.optim.Adam(model.parameters(), lr=1e-4), nn.BCELoss()
