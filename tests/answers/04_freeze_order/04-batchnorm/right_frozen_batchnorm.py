# Another kind of layer in its place, as detectors have it, with the old layer's eps; it takes maps
# only, so that a BatchNorm1d gets a hook.
from torchvision.ops import FrozenBatchNorm2d


def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.BatchNorm2d):
            new = FrozenBatchNorm2d(module.num_features, eps=module.eps)
            new.load_state_dict(module.state_dict())
            model.set_submodule(name, new)
        elif isinstance(module, nn.BatchNorm1d) and module not in own:
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))
    return model
