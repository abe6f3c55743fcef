"""The optimizer was made again for a second stage, and the schedule was not."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    model.fc = nn.Linear(512, 10)
    optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return model, optimizer, scheduler
