"""A head that is no nn.Linear: cosine similarity to one vector per class, times a scale."""

import timm
import torch
from torch import nn
from torch.nn import functional as F


class CosineClassifier(nn.Module):
    def __init__(self, in_features, num_classes):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_classes, in_features))
        self.scale = nn.Parameter(torch.tensor(16.0))

    def forward(self, x):
        return self.scale * F.linear(F.normalize(x), F.normalize(self.weight))


def build():
    backbone = timm.create_model("test_vit", pretrained=False, num_classes=0)
    backbone.requires_grad_(False)
    model = nn.Sequential(backbone, CosineClassifier(backbone.num_features, 10))
    return model, torch.optim.AdamW(model[1].parameters(), lr=1e-3)
