"""A checkpoint of DataParallel: no key fits, and strict=False says nothing."""

import torch
from torch import nn
from torchvision import models


def build():
    trained = nn.DataParallel(models.resnet18(weights=None))
    checkpoint = trained.state_dict()
    model = models.resnet18(weights=None)
    model.load_state_dict(checkpoint, strict=False)
    model.fc = nn.Linear(512, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return {"model": model, "optimizer": optimizer, "checkpoint": checkpoint}
