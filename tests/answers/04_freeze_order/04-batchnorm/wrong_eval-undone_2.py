# The whole model in eval mode: undone as well.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    return model.eval()
