# timm has a function for it: another kind of layer, with the old one's numbers and eps.
from timm.layers import freeze_batch_norm_2d


def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    return freeze_batch_norm_2d(model)
