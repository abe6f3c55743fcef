"""Swin in DataParallel; the new head was put into the model before it was wrapped."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.swin_t(weights=None)
    model.head = nn.Linear(model.head.in_features, 10)
    model = nn.DataParallel(model)
    return model, torch.optim.AdamW(model.parameters(), lr=1e-4)
