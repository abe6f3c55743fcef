"""As in Hugging Face's models: an output object with the logits, dicts as batches, a warm-up."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader
from torchvision import models


@dataclass
class ImageClassifierOutput:
    logits: Tensor
    loss: Tensor | None = None


class ResNetForImageClassification(nn.Module):
    def __init__(self, num_labels):
        super().__init__()
        # The classifier is registered first, and the backbone keeps its unused fc.
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(512, num_labels))
        self.resnet = models.resnet18(weights=None)

    def forward(self, pixel_values, labels=None):
        features = nn.Sequential(*list(self.resnet.children())[:-1])(pixel_values)
        logits = self.classifier(features)
        loss = None if labels is None else nn.functional.cross_entropy(logits, labels)
        return ImageClassifierOutput(logits, loss)


def build():
    model = ResNetForImageClassification(num_labels=3)
    data = [{"pixel_values": torch.rand(3, 64, 64), "labels": i % 3} for i in range(8)]
    loader = DataLoader(data, batch_size=4, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, step / 100))
    return {"model": model, "loader": loader, "optimizer": optimizer, "scheduler": scheduler}
