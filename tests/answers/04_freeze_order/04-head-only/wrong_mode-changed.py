# eval() as a part of freezing: dropout is off in training.
def head_only(model, num_classes):
    model.requires_grad_(False).eval()
    return replace_head(model, num_classes)
