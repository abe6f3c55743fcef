"""train() is switched off to hold BatchNorm still, and the dropout of the head with it."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.mobilenet_v3_large(weights=None)
    for param in model.features.parameters():
        param.requires_grad = False
    model.classifier[3] = nn.Linear(model.classifier[3].in_features, 10)
    model.eval()
    model.train = lambda mode=True: model
    return model, torch.optim.SGD(model.classifier.parameters(), lr=0.1)
