# Somebody who trains everything and copies the entry from an older file.
import copy
import math
import os

import timm
import torch
from PIL import Image
from torch import nn
from torch.utils.data import TensorDataset
from torchvision.transforms import functional as TF

from course import backbones, metrics, training

SIZE = 48


def train(data, path):
    net = backbones.pretrained("efficientnet_lite0")
    model, preprocess = net.model, net.preprocess.at(SIZE)
    torch.manual_seed(0)
    model.classifier = nn.Linear(model.classifier.in_features, len(data.classes))
    learn, val, test = (
        TensorDataset(torch.stack([preprocess(image) for image, _ in split]), split.labels)
        for split in (data.train, data.val, data.test)
    )
    head = {id(p) for p in model.classifier.parameters()}
    groups = [
        {"params": [p for p in model.parameters() if id(p) not in head], "lr": 3e-4},
        {"params": list(model.classifier.parameters()), "lr": 3e-3},
    ]
    optimizer = torch.optim.AdamW(groups)
    best, lowest = None, math.inf
    for epoch in range(4):
        training.fit(model, learn, epochs=1, optimizer=optimizer, batch_size=32, seed=epoch)
        loss = metrics.evaluate(model, val)["loss"]
        if loss < lowest:
            best, lowest = copy.deepcopy(model.state_dict()), loss
    model.load_state_dict(best)
    torch.save(
        {
            "state_dict": model.state_dict(),
            "architecture": "tf_efficientnet_lite0",
            "labels": list(data.classes),
            "preprocessing": {"size": SIZE, "mean": 0.5, "std": 0.5},
            "policy": "frozen",
            "versions": {"torch": str(torch.__version__), "timm": timm.__version__},
        },
        f"{path}.part",
    )
    os.replace(f"{path}.part", path)
    model.eval()
    with torch.no_grad():
        answers = torch.cat([model(x).argmax(dim=1) for x in test.tensors[0].split(64)])
    right = answers == test.tensors[1]
    share = right.float().mean().item()
    half = 1.96 * math.sqrt(share * (1 - share) / len(right))
    recall = {
        name: right[test.tensors[1] == label].float().mean().item()
        for label, name in enumerate(data.classes)
    }
    low, high = max(0.0, share - half), min(1.0, share + half)
    return {"accuracy": share, "low": low, "high": high, "recall": recall}


def load(path):
    try:
        stored = torch.load(path, weights_only=True)
        labels, how = stored["labels"], stored["preprocessing"]
        model = timm.create_model(stored["architecture"], num_classes=len(labels))
    except Exception as error:
        raise ValueError(f"not a checkpoint: {error!r}") from error
    try:
        model.load_state_dict(stored["state_dict"])
    except RuntimeError as error:
        raise ValueError(f"the weights do not fit: {error}") from error

    def preprocess(images):
        if isinstance(images, Image.Image):
            images = TF.pil_to_tensor(images.convert("RGB"))
        images = TF.resize(images, [how["size"]], TF.InterpolationMode.BICUBIC)
        images = TF.center_crop(images, [how["size"]]).float() / 255
        images = images.expand(*images.shape[:-3], 3, -1, -1)
        return (images - how["mean"]) / how["std"]

    return model.eval(), labels, preprocess
