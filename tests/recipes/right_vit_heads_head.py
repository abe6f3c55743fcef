"""A ViT of torchvision: frozen, with a new heads.head. It has dropout and LayerNorm."""

import torch
from torch import nn
from torchvision import models


def build():
    model = models.vit_b_16(weights=None)
    for param in model.parameters():
        param.requires_grad = False
    model.heads.head = nn.Linear(model.heads.head.in_features, 37)
    return model, torch.optim.AdamW(model.heads.parameters(), lr=1e-3)
