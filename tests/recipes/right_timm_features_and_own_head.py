"""timm with num_classes=0 returns features; the head is an MLP with dropout."""

import timm
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.backbone = timm.create_model("test_efficientnet", pretrained=False, num_classes=0)
        self.head = nn.Sequential(
            nn.Linear(self.backbone.num_features, 64),
            nn.BatchNorm1d(64),
            nn.ReLU(inplace=True),
            nn.Dropout(0.3),
            nn.Linear(64, num_classes),
        )

    def forward(self, x):
        return self.head(self.backbone(x))


def build():
    model = Classifier(num_classes=7)
    return model, torch.optim.Adam(model.parameters(), lr=1e-4)
