"""timm: reset_classifier, and only what get_classifier returns is trained; no BatchNorm."""

import timm
import torch


def build():
    model = timm.create_model("test_vit", pretrained=False)
    model.reset_classifier(10)
    for param in model.parameters():
        param.requires_grad = False
    for param in model.get_classifier().parameters():
        param.requires_grad = True
    optimizer = torch.optim.SGD(model.get_classifier().parameters(), lr=0.1)
    return {"model": model, "optimizer": optimizer, "head": model.get_classifier()}
