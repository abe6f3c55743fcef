"""momentum = 0 holds the running statistics still, and train mode does not use them."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    model.requires_grad_(False)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.0
    model.fc = nn.Linear(512, 10)
    return model, torch.optim.SGD(model.fc.parameters(), lr=0.1)
