"""A backbone and a head in an nn.Sequential; the head's rate is ten times the body's."""

import torch
from torch import nn
from torchvision import models


def build():
    backbone = models.shufflenet_v2_x0_5(weights=None)
    features = backbone.fc.in_features
    backbone.fc = nn.Identity()
    model = nn.Sequential(backbone, nn.Dropout(0.2), nn.Linear(features, 8))
    optimizer = torch.optim.SGD(
        [{"params": backbone.parameters()}, {"params": model[2].parameters(), "lr": 0.01}],
        lr=0.001,
        momentum=0.9,
    )
    return model, optimizer
