"""Gradual unfreezing, second stage: the last block and the head learn, the rest is held still."""

import torch
from torch import nn
from torchvision import models


def hold(model):
    """Frozen BatchNorm stays in eval mode, also after model.train()."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d) and not module.weight.requires_grad:
            module.eval()
            module.train = lambda mode=True, module=module: module


def build():
    model = models.resnet18(weights=None)
    model.fc = nn.Linear(512, 10)
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    model.layer4.requires_grad_(True)
    hold(model)
    optimizer = torch.optim.SGD((p for p in model.parameters() if p.requires_grad), lr=0.01)
    return model, optimizer
