"""torchvision's transfer learning tutorial, second half: frozen, but BatchNorm goes on counting."""

from torch import nn, optim
from torch.optim import lr_scheduler
from torchvision import models


def build():
    model_conv = models.resnet18(weights=None)
    for param in model_conv.parameters():
        param.requires_grad = False

    num_ftrs = model_conv.fc.in_features
    model_conv.fc = nn.Linear(num_ftrs, 2)

    criterion = nn.CrossEntropyLoss()
    optimizer_conv = optim.SGD(model_conv.fc.parameters(), lr=0.001, momentum=0.9)
    exp_lr_scheduler = lr_scheduler.StepLR(optimizer_conv, step_size=7, gamma=0.1)
    return model_conv, criterion, optimizer_conv, exp_lr_scheduler
