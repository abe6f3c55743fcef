"""requires_grad belongs to parameters; on a module, it is an attribute of no effect."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.densenet121(weights=None)
    model.features.requires_grad = False
    model.classifier = nn.Linear(model.classifier.in_features, 10)
    return model, torch.optim.Adam(model.parameters())
