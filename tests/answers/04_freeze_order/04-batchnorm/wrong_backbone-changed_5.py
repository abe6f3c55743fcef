# The right layer with the default eps: a MobileNet's is another.
from torchvision.ops import FrozenBatchNorm2d


def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.BatchNorm2d):
            new = FrozenBatchNorm2d(module.num_features)
            new.load_state_dict(module.state_dict())
            model.set_submodule(name, new)
    return model
