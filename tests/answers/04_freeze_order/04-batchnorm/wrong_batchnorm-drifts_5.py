# timm's function, as it is: it replaces BatchNorm2d and nothing else.
from timm.layers import freeze_batch_norm_2d


def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    return freeze_batch_norm_2d(model)
