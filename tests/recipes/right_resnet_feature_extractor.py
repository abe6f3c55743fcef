"""A ResNet as a fixed feature extractor; BatchNorm stays in eval mode, whatever train() says."""

import torch
from torch import nn
from torchvision import models


class FeatureExtractor(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.backbone = models.resnet18(weights=None)
        self.fc = nn.Linear(self.backbone.fc.in_features, num_classes)
        self.backbone.fc = nn.Identity()
        for param in self.backbone.parameters():
            param.requires_grad = False

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, images):
        with torch.no_grad():
            features = self.backbone(images)
        return self.fc(features)


def build():
    model = FeatureExtractor(num_classes=2)
    return model, torch.optim.Adam(model.fc.parameters(), lr=1e-3)
