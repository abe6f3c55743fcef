# Somebody who has no pretrained network, builds a small one, and writes the file in one step.
import copy
import tempfile
from pathlib import Path

import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from torchvision.transforms import functional as TF

from course.scoring import accuracy


def build(classes, width=32):
    layers, before = [], 3
    for out in (width, 2 * width, 4 * width):
        layers += [nn.Conv2d(before, out, 3, padding=1, bias=False), nn.BatchNorm2d(out)]
        layers += [nn.ReLU(), nn.MaxPool2d(2)]
        before = out
    pooled = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return nn.Sequential(pooled, nn.Dropout(0.2), nn.Linear(before, classes))


def prepare(images, size=40):
    if isinstance(images, Image.Image):
        images = TF.pil_to_tensor(images.convert("RGB"))
    images = TF.center_crop(TF.resize(images, [size]), [size]).float() / 255
    images = images.expand(*images.shape[:-3], 3, -1, -1)
    # Colour says nothing about clothes: grey, and each picture at the same contrast.
    grey = images.mean(dim=-3, keepdim=True)
    grey = (grey - grey.mean((-1, -2), keepdim=True)) / grey.std((-1, -2), keepdim=True)
    return grey.expand_as(images)


def batches(split, size):
    x = torch.stack([prepare(image) for image, _ in split])
    return list(zip(x.split(size), split.labels.split(size), strict=True))


def train(data, path):
    torch.manual_seed(0)
    model = build(len(data.classes))
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    learn, val, test = batches(data.train, 32), batches(data.val, 64), batches(data.test, 64)

    def answers(parts):
        model.eval()
        with torch.no_grad():
            return [(model(x), y) for x, y in parts]

    best, highest = copy.deepcopy(model.state_dict()), -1
    for _ in range(14):
        model.train()
        for x, y in learn:
            flip = x.flip(-1) if torch.rand(1) < 0.5 else x
            optimizer.zero_grad()
            F.cross_entropy(model(flip), y).backward()
            optimizer.step()
        share = accuracy(answers(val))
        if share > highest:
            best, highest = copy.deepcopy(model.state_dict()), share
    model.load_state_dict(best)
    told = answers(test)
    right = torch.cat([(z.argmax(dim=1) == y).double() for z, y in told])
    y = torch.cat([y for _, y in told])
    drawn = right[torch.randint(len(right), (2000, len(right)))].mean(dim=1)
    low, high = drawn.quantile(torch.tensor([0.025, 0.975]).double()).tolist()
    stored = {
        "state_dict": model.state_dict(),
        "architecture": "three convolutions",
        "labels": list(data.classes),
        "preprocessing": "grey, 40 pixels, mean 0 and standard deviation 1 in each picture",
        "policy": "full",
        "versions": {"torch": str(torch.__version__)},
    }
    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
        torch.save(stored, Path(folder, "new"))
        Path(folder, "new").replace(path)
    recall = {n: right[y == i].mean().item() for i, n in enumerate(data.classes)}
    return {"accuracy": right.mean().item(), "low": low, "high": high, "recall": recall}


def load(path):
    try:
        stored = torch.load(path, weights_only=True)
    except Exception as error:
        raise ValueError(f"this file cannot be read: {error}") from error
    if not isinstance(stored, dict) or stored.get("architecture") != "three convolutions":
        raise ValueError("this file is not one of ours")
    model = build(len(stored["labels"]))
    try:
        model.load_state_dict(stored["state_dict"])
    except RuntimeError as error:
        raise ValueError(f"weights and labels do not belong together: {error}") from error
    return model.eval(), stored["labels"], prepare
