"""As in older tutorials: a head that ends in LogSoftmax, and NLLLoss."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.vgg16(weights=None)
    for param in model.parameters():
        param.requires_grad = False
    model.classifier = nn.Sequential(
        nn.Linear(model.classifier[0].in_features, 32),
        nn.ReLU(),
        nn.Dropout(0.4),
        nn.Linear(32, 10),
        nn.LogSoftmax(dim=1),
    )
    return model, nn.NLLLoss(), torch.optim.Adam(model.classifier.parameters(), lr=0.003)
