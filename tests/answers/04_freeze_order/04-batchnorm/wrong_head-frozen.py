# The hold is right; the head was frozen with the rest.
def freeze_backbone(model, head):
    training.freeze_backbone(model, head)
    return model.requires_grad_(False)
