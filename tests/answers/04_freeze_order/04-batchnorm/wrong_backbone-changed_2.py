# FrozenBatchNorm2d as it comes: its statistics are 0 and 1.
from torchvision.ops import FrozenBatchNorm2d


def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.BatchNorm2d):
            model.set_submodule(name, FrozenBatchNorm2d(module.num_features))
    return model
