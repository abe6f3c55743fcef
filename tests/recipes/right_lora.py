"""LoRA by hand: small matrices beside frozen layers of a ViT, and a new head."""

import timm
import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, base, rank=4):
        super().__init__()
        self.base = base
        self.lora_A = nn.Parameter(torch.randn(rank, base.in_features) / rank)
        self.lora_B = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x):
        return self.base(x) + x @ self.lora_A.T @ self.lora_B.T


def build():
    model = timm.create_model("test_vit", pretrained=False, num_classes=10)
    for param in model.parameters():
        param.requires_grad = False
    for block in model.blocks:
        block.attn.qkv = LoRALinear(block.attn.qkv)
    for param in model.head.parameters():
        param.requires_grad = True
    return model, torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3)
