"""DenseNet: the head is called classifier."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.densenet121(weights=None)
    model.classifier = nn.Linear(model.classifier.in_features, 10)
    return model, torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, nesterov=True)
