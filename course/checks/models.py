"""The models that checks try answers on: torchvision's own classes, made small.

The attributes, the layers around the head and the forward pass are those of the real model, the
stages are few and slim: an answer is tried on a dozen architectures within a second.
"""

import copy
import functools
import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torchvision import models
from torchvision.models import inception
from torchvision.models.convnext import CNBlockConfig
from torchvision.models.efficientnet import MBConvConfig
from torchvision.models.mobilenetv3 import InvertedResidualConfig
from torchvision.models.regnet import BlockParams
from torchvision.models.resnet import BasicBlock, Bottleneck


def small(name: str, num_classes: int = 1000) -> nn.Module:
    """Return a new copy of a small model, in eval mode, the same at every call.

    Args:
        name: one of ``SMALL``; all take images (N, 3, size, size) of the ``size`` of this name,
            and ViT and MaxViT take no other size.
    """
    return copy.deepcopy(_made(name, num_classes, size(name)))


def images(n: int, size: int = 64) -> Tensor:
    """Return n images (n, 3, size, size) of noise, the same at every call."""
    return torch.randn(n, 3, size, size, generator=torch.Generator().manual_seed(n))


def size(name: str) -> int:
    """The side of the images, in pixels, that a small model takes."""
    return 80 if name == "inception_v3" else 64


@functools.cache
def _real(name: str) -> nn.Module:
    device = "cpu" if name.startswith("regnet") else "meta"
    with torch.random.fork_rng(devices=[]), torch.device(device):
        return models.get_model(name, weights=None).eval()


def real(name: str) -> nn.Module:
    """Return torchvision's own model, shapes only; a RegNet cannot be built without memory."""
    return copy.deepcopy(_real(name))


def layers_run(model: nn.Module, x: Tensor) -> set[str]:
    """The names of the layers with parameters that a forward pass of the model runs."""
    ran: set[str] = set()
    for name, module in model.named_modules():
        if module._parameters:
            module.register_forward_pre_hook(lambda *_, name=name: ran.add(name))
    with torch.no_grad():
        model(x)
    return ran


@functools.cache
def _made(name: str, num_classes: int, size: int) -> nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        model = SMALL[name](num_classes, size)
        if isinstance(model, models.ResNet | models.GoogLeNet):
            _group(model)
        # BatchNorm gets statistics that fit, as after training: otherwise features fade to zero.
        norms = [m for m in model.modules() if isinstance(m, _BatchNorm)]
        momenta = [m.momentum for m in norms]
        for m in norms:
            m.momentum = 1.0
        if norms:
            with torch.no_grad():
                model.train()(images(8, size))
        for m, momentum in zip(norms, momenta, strict=True):
            m.momentum = momentum
    return model.eval()


def _group(model: nn.Module) -> None:
    """Make convolutions grouped: the same widths, a fraction of the work."""
    for conv in model.modules():
        if isinstance(conv, nn.Conv2d) and conv.in_channels > 3 and conv.groups == 1:
            conv.groups = math.gcd(conv.in_channels, conv.out_channels, 32)
            conv.weight = nn.Parameter(conv.weight.detach()[:, :: conv.groups].clone())


def _resnet(block: type, **options: int) -> Callable[[int, int], nn.Module]:
    return lambda c, size: models.ResNet(block, [1, 1, 1, 1], num_classes=c, **options)


def _vgg(num_classes: int, size: int) -> nn.Module:
    with torch.device("meta"):  # its own first Linear holds 103 million numbers
        model = models.VGG(nn.Identity(), init_weights=False)
    convs = [nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(4), nn.Conv2d(8, 16, 3)]
    model.features = nn.Sequential(*convs, nn.ReLU())
    for at, (ins, outs) in {0: (16 * 49, 64), 3: (64, 48), 6: (48, num_classes)}.items():
        model.classifier[at] = nn.Linear(ins, outs)
    return model


def _mobilenet_v3(num_classes: int, size: int) -> nn.Module:
    rows = [(16, 3, 16, 16, True, "RE", 2, 1), (16, 3, 48, 24, True, "HS", 2, 1)]
    blocks = [InvertedResidualConfig(*row, width_mult=1.0) for row in rows]
    return models.MobileNetV3(blocks, last_channel=96, num_classes=num_classes)


def _efficientnet(num_classes: int, size: int) -> nn.Module:
    rows = [(1, 3, 1, 32, 16, 1), (4, 3, 2, 16, 24, 2)]
    blocks = [MBConvConfig(*row, width_mult=0.5) for row in rows]
    return models.EfficientNet(blocks, dropout=0.2, last_channel=80, num_classes=num_classes)


def _convnext(num_classes: int, size: int) -> nn.Module:
    blocks = [CNBlockConfig(16, 32, 1), CNBlockConfig(32, None, 1)]
    return models.ConvNeXt(blocks, num_classes=num_classes)


def _vit(num_classes: int, size: int) -> nn.Module:
    model = models.VisionTransformer(size, size // 4, 2, 2, 32, 64, num_classes=num_classes)
    nn.init.normal_(model.heads.head.weight, std=0.1)  # its own zeros give no gradient to the body
    return model


def _swin(num_classes: int, size: int) -> nn.Module:
    options = {"patch_size": [4, 4], "embed_dim": 16, "window_size": [4, 4]}
    return models.SwinTransformer(
        depths=[1, 1], num_heads=[1, 2], num_classes=num_classes, **options
    )


def _maxvit(num_classes: int, size: int) -> nn.Module:
    return models.MaxVit(
        (size, size), 8, size // 16, [16, 24], [1, 1], 8, 0.0, num_classes=num_classes
    )


def _regnet(num_classes: int, size: int) -> nn.Module:
    params = BlockParams.from_init_params(4, 16, 16.0, 2.0, 8, se_ratio=0.25)
    return models.RegNet(params, num_classes=num_classes)


def _densenet(num_classes: int, size: int) -> nn.Module:
    return models.DenseNet(8, (2, 2, 2), 16, num_classes=num_classes)


class Custom(nn.Module):
    """A model of somebody's own, with much that torchvision's ResNets do not have.

    Layers whose names begin like the head's, BatchNorm1d, parameters that belong to no layer (one
    of them of 0 dimensions), and a layer that runs in train mode only.
    """

    def __init__(self, num_classes: int = 1000) -> None:
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 16, 5, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(2))
        self.fc_in = nn.Linear(64, 32)
        self.fc_norm = nn.BatchNorm1d(32)
        self.jitter = nn.Linear(32, 32)
        self.offset = nn.Parameter(torch.zeros(32))
        self.scale = nn.Parameter(torch.tensor(1.5))
        self.fc = nn.Linear(32, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.fc_norm(self.fc_in(self.conv(x).flatten(1)))
        if self.training:
            x = x + 0.1 * self.jitter(x)
        return self.fc(self.scale * x.relu() + self.offset)


class Discarding(nn.Module):
    """Runs a second head and throws its result away."""

    def __init__(self, num_classes: int = 7) -> None:
        super().__init__()
        self.net = models.ResNet(BasicBlock, [1, 1, 1, 1], num_classes=num_classes)
        _group(self.net)
        self.probe = nn.Linear(num_classes, 3)

    def forward(self, x: Tensor) -> Tensor:
        logits = self.net(x)
        self.probe(logits)
        return logits


class HeadFirst(nn.Module):
    """Registers its head before its backbone, and runs it twice: first and last."""

    def __init__(self, num_classes: int = 5) -> None:
        super().__init__()
        self.top = nn.Linear(16, num_classes)
        self.neck = nn.Linear(1, 16)
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))

    def forward(self, x: Tensor) -> Tensor:
        x = self.body(x).flatten(1)
        return self.top(x + self.neck(self.top(x).mean(1, keepdim=True)))


def _googlenet(num_classes: int, size: int) -> nn.Module:
    model = models.GoogLeNet(num_classes, init_weights=False)
    for name in ("4b", "4c", "5a"):  # their output is as wide as their input
        setattr(model, f"inception{name}", nn.Identity())
    return model


def _inception(num_classes: int, size: int) -> nn.Module:
    """Inception v3 with fewer blocks and grouped convolutions; it takes images of 80 px.

    In train mode the auxiliary head needs a map of 17 × 17. Without the two poolings of the stem,
    that is what is left of 80 px; with them, of 299 px.
    """

    def thin(ins: int, outs: int, **options: object) -> nn.Module:
        groups = math.gcd(ins, outs, 32) if ins > 3 else 1
        return inception.BasicConv2d(ins, outs, groups=groups, **options)

    blocks = [getattr(inception, f"Inception{letter}") for letter in ("A", "B", "C", "D", "E")]
    blocks = [functools.partial(b, conv_block=thin) for b in (*blocks, inception.InceptionAux)]
    model = models.Inception3(num_classes, inception_blocks=[thin, *blocks], init_weights=False)
    model.maxpool1 = model.maxpool2 = nn.Identity()
    for name in ("5d", "6c", "6d", "6e", "7c"):  # their output is as wide as their input
        setattr(model, f"Mixed_{name}", nn.Identity())
    return model


# One for each place where torchvision keeps a head, and the ResNets; (classes, size) -> model.
SMALL: dict[str, Callable[[int, int], nn.Module]] = {
    "resnet18": _resnet(BasicBlock),
    "resnet50": _resnet(Bottleneck, width_per_group=8),
    "resnext50": _resnet(Bottleneck, groups=8, width_per_group=2),
    "regnet_y_400mf": _regnet,
    "googlenet": _googlenet,
    "densenet121": _densenet,
    "efficientnet_b0": _efficientnet,
    "squeezenet1_1": lambda c, size: models.SqueezeNet("1_1", c),
    "convnext_tiny": _convnext,
    "mobilenet_v3_large": _mobilenet_v3,
    "maxvit_t": _maxvit,
    "vgg16": _vgg,
    "swin_t": _swin,
    "vit_b_16": _vit,
    "inception_v3": _inception,
    "custom": lambda c, size: Custom(c),
    "discarding": lambda c, size: Discarding(c),
    "head first": lambda c, size: HeadFirst(c),
}
