# Nothing comes back.
def freeze_backbone(model, head):
    training.freeze_backbone(model, head)
