"""Ten classes in the data, and two logits from a tutorial about ants and bees."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    model.fc = nn.Linear(model.fc.in_features, 2)
    data = TensorDataset(torch.rand(40, 3, 64, 64), torch.arange(40) % 10)
    return model, torch.optim.SGD(model.parameters(), lr=0.01), DataLoader(data, batch_size=8)
