"""MobileNetV3 has no fc: the ResNet line adds one that nothing calls."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.mobilenet_v3_large(weights=None)
    for param in model.parameters():
        param.requires_grad = False
    model.fc = nn.Linear(960, 10)
    return model, torch.optim.SGD(model.fc.parameters(), lr=0.01, momentum=0.9)
