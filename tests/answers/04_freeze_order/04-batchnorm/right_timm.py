# timm has a function for maps: another kind of layer, with the old one's numbers and eps. What it
# does not know, BatchNorm1d, gets a hook.
from timm.layers import freeze_batch_norm_2d


def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    model = freeze_batch_norm_2d(model)
    for module in set(model.modules()) - set(head.modules()):
        if isinstance(module, nn.BatchNorm1d):
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))
    return model
