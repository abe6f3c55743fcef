"""The flowers are numbered from 1 to 102 in the file, and the labels were taken from there."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import models


def build():
    model = models.resnet18(weights=None)
    model.fc = nn.Linear(512, 102)
    data = TensorDataset(torch.rand(102, 3, 32, 32), torch.arange(1, 103))
    loader = DataLoader(data, batch_size=8, shuffle=True)
    return model, torch.optim.SGD(model.parameters(), lr=0.01), loader
