"""The softmax is in forward() of a wrapper; nothing says which loss will be used."""

import torch
from torch import nn
from torchvision import models


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = models.shufflenet_v2_x0_5(weights=None)
        self.backbone.fc = nn.Identity()
        self.classifier = nn.Linear(1024, 4)

    def forward(self, x):
        return torch.softmax(self.classifier(self.backbone(x)), dim=-1)


def build():
    model = Net()
    return model, torch.optim.Adam(model.parameters(), lr=1e-4)
