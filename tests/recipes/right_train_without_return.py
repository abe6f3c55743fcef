"""A backbone that stays in eval mode; train() forgets to return self, which nobody notices."""

import timm
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.backbone = timm.create_model("test_resnet", pretrained=False, num_classes=0)
        self.backbone.requires_grad_(False)
        self.head = nn.Linear(self.backbone.num_features, num_classes)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()

    def forward(self, x):
        return self.head(self.backbone(x))


def build():
    model = Classifier(num_classes=5)
    return model, torch.optim.SGD(model.head.parameters(), lr=0.1)
