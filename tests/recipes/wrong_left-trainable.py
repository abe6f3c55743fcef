"""A train() that switches everything back on."""

import torch
from torch import nn
from torchvision import models


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = models.squeezenet1_1(weights=None).features
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))
        self.backbone.requires_grad_(False)

    def train(self, mode=True):
        for param in self.parameters():
            param.requires_grad = mode
        return super().train(mode)

    def forward(self, x):
        return self.head(self.backbone(x))


def build():
    model = Net()
    return model, torch.optim.SGD(model.parameters(), lr=0.1)
