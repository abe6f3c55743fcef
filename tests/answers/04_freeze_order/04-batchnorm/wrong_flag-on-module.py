# Held still, and thawed by the tutorial's line.
def freeze_backbone(model, head):
    training.freeze_backbone(model, head)
    model.requires_grad_(False)
    head.requires_grad = True
    return model
