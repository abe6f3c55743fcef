"""BatchNorm is put into eval mode once, and the first model.train() of the loop undoes it."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.mobilenet_v2(weights=None, width_mult=0.25)
    for param in model.features.parameters():
        param.requires_grad = False
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    model.classifier[1] = nn.Linear(model.last_channel, 10)
    return model, torch.optim.SGD(model.classifier.parameters(), lr=0.1)
