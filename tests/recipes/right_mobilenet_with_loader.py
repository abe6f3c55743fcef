"""MobileNetV3: the last layer of classifier; a loader whose batches come from a data set."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import models

CLASSES = 5


def build():
    model = models.mobilenet_v3_large(weights=None)
    model.classifier[-1] = nn.Linear(model.classifier[-1].in_features, CLASSES)
    images = torch.rand(20, 3, 64, 64)
    labels = torch.arange(20) % CLASSES
    train_loader = DataLoader(TensorDataset(images, labels), batch_size=8, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.01)
    return {
        "model": model,
        "train_loader": train_loader,
        "optimizer": optimizer,
        "criterion": nn.CrossEntropyLoss(label_smoothing=0.1),
        "num_classes": CLASSES,
    }
