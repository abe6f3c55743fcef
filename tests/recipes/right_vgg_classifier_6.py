"""VGG: classifier[6] is the head, and the convolutions are frozen. There is no BatchNorm."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.vgg16(weights=None)
    for param in model.features.parameters():
        param.requires_grad = False
    model.classifier[6] = nn.Linear(model.classifier[6].in_features, 2)
    trainable = filter(lambda p: p.requires_grad, model.parameters())
    return model, torch.optim.SGD(trainable, lr=1e-3, momentum=0.9)
