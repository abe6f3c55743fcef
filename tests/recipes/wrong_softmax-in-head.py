"""A softmax at the end, and cross-entropy, which applies one itself."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.mobilenet_v3_large(weights=None)
    model.classifier[3] = nn.Sequential(
        nn.Linear(model.classifier[3].in_features, 10), nn.Softmax(dim=1)
    )
    return model, nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters(), lr=1e-4)
