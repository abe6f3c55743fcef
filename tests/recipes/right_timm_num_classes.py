"""timm: the number of classes is an argument."""

import timm
import torch


def build():
    model = timm.create_model("mobilenetv3_small_050", pretrained=False, num_classes=10)
    return model, torch.optim.AdamW(model.parameters(), lr=1e-3)
