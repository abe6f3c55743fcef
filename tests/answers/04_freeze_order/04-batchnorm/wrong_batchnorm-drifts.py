# freeze_except, and nothing for the statistics.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    return model
