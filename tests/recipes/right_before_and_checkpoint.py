"""The old model and its weights are returned too: the body is that of the checkpoint."""

import copy

import torch
from torch import nn
from torchvision import models


def build():
    checkpoint = models.resnet18(weights=None).state_dict()
    model = models.resnet18(weights=None)
    model.load_state_dict(checkpoint)
    before = copy.deepcopy(model)
    model.requires_grad_(False)
    model.fc = nn.Linear(model.fc.in_features, 10)
    model.layer4.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):  # as torchvision's detection models do
            module.register_forward_pre_hook(lambda module, args: module.eval() and None)
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.01)
    return {
        "model": model,
        "optimizer": optimizer,
        "before": before,
        "checkpoint": checkpoint,
        "num_classes": 10,
    }
