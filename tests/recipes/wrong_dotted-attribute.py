"""setattr with a path."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.mobilenet_v3_large(weights=None)
    setattr(model, "classifier.3", nn.Linear(model.classifier[3].in_features, 10))
    return model, torch.optim.SGD(model.parameters(), lr=0.01)
