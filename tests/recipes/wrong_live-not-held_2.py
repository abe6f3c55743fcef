"""Two groups for the two halves of the body; the head is in neither."""

import timm
import torch


def build():
    model = timm.create_model("test_resnet", pretrained=False, num_classes=10)
    early = [*model.conv1.parameters(), *model.bn1.parameters(), *model.layer1.parameters()]
    late = [p for layer in (model.layer2, model.layer3, model.layer4) for p in layer.parameters()]
    optimizer = torch.optim.AdamW([{"params": early, "lr": 1e-5}, {"params": late, "lr": 1e-4}])
    return model, optimizer
