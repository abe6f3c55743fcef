"""ConvNeXt: rates that grow from the first stage to the head, and a warm-up that starts at 0."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.convnext_tiny(weights=None)
    model.classifier[2] = nn.Linear(model.classifier[2].in_features, 10)
    stages = [*model.features, model.classifier]
    groups = [
        {"params": stage.parameters(), "lr": 1e-3 * 0.7**depth}
        for depth, stage in enumerate(reversed(stages))
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.05)
    warm_up = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: min(1, epoch / 5))
    return model, optimizer, warm_up, nn.CrossEntropyLoss(label_smoothing=0.1)
