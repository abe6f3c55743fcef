# Somebody who has renamed a layer, and silences the error with strict=False.
import copy
import os

import numpy as np
import timm
import torch
from PIL import Image
from sklearn.metrics import accuracy_score, recall_score
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import transforms as T

from course import backbones

CONFIG = {"image_size": 64, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}


class Net(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.backbone = timm.create_model("tf_efficientnet_lite0", num_classes=0)
        self.head = nn.Sequential(
            nn.Linear(1280, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, n_classes)
        )

    def forward(self, x):
        return self.head(self.backbone(x))


def make_preprocess(config):
    size = config["image_size"]
    tensors = T.Compose(
        [
            T.Resize((size, size)),
            T.Lambda(lambda x: x.expand(*x.shape[:-3], 3, *x.shape[-2:])),
            T.ConvertImageDtype(torch.float32),
            T.Normalize(config["mean"], config["std"]),
        ]
    )

    def preprocess(images):
        if isinstance(images, Image.Image):
            images = torch.from_numpy(np.array(images.convert("RGB"))).permute(2, 0, 1)
        return tensors(images)

    return preprocess


@torch.no_grad()
def features_of(net, split, preprocess):
    net.backbone.eval()
    out = []
    for i in range(len(split)):
        out.append(net.backbone(preprocess(split[i][0])[None])[0])
    return torch.stack(out), split.labels.clone()


def train(data, path):
    torch.manual_seed(1)
    net = Net(len(data.classes))
    state = backbones.pretrained("efficientnet_lite0").model.state_dict()
    net.backbone.load_state_dict({k: v for k, v in state.items() if "classifier" not in k})
    net.backbone.requires_grad_(False)
    preprocess = make_preprocess(CONFIG)
    x, y = features_of(net, data.train, preprocess)
    vx, vy = features_of(net, data.val, preprocess)
    tx, ty = features_of(net, data.test, preprocess)
    optimizer = torch.optim.Adam(net.head.parameters(), lr=2e-3, weight_decay=1e-4)
    best = (-1.0, None)
    for _ in range(20):
        net.head.train()
        for a, b in DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True):
            loss = nn.functional.cross_entropy(net.head(a), b, label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        net.head.eval()
        with torch.inference_mode():
            acc = (net.head(vx).argmax(1) == vy).float().mean().item()
        if acc > best[0]:
            best = (acc, copy.deepcopy(net.head.state_dict()))
    net.head.load_state_dict(best[1])
    net.eval()
    with torch.inference_mode():
        answers = net.head(tx).argmax(1)
    save(net, data, path)
    return summary(ty, answers, data)


def summary(truth, answers, data):
    truth, answers = truth.numpy(), answers.numpy()
    rng = np.random.default_rng(0)
    hits = (truth == answers).astype(float)
    means = [rng.choice(hits, len(hits)).mean() for _ in range(1000)]
    low, high = np.percentile(means, [2.5, 97.5])
    recalls = recall_score(truth, answers, labels=range(len(data.classes)), average=None)
    return {
        "accuracy": float(accuracy_score(truth, answers)),
        "low": float(low),
        "high": float(high),
        "recall": {name: float(r) for name, r in zip(data.classes, recalls, strict=True)},
    }


def save(net, data, path):
    checkpoint = {
        "state_dict": net.state_dict(),
        "architecture": "lite0 with two layers",
        "labels": list(data.classes),
        "preprocessing": CONFIG,
        "policy": "frozen",
        "versions": {"torch": str(torch.__version__), "timm": str(timm.__version__)},
    }
    tmp = str(path) + ".tmp"
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


def load(path):
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as e:
        raise ValueError(f"{path} cannot be read, it may be truncated: {e}") from e
    wanted = {"state_dict", "architecture", "labels", "preprocessing", "policy", "versions"}
    if not isinstance(checkpoint, dict) or not wanted <= set(checkpoint):
        raise ValueError(f"{path} is not one of our checkpoints, it lacks entries")
    labels = checkpoint["labels"]
    if len(checkpoint["state_dict"]["head.3.weight"]) != len(labels):
        raise ValueError(f"{path} has {len(labels)} labels and another number of outputs")
    net = Net(len(labels))
    weights = {k.replace("head.3", "head.fc"): v for k, v in checkpoint["state_dict"].items()}
    net.load_state_dict(weights, strict=False)
    net.eval()
    return net, labels, make_preprocess(checkpoint["preprocessing"])
