# One letter is missing.
def head_only(model, num_classes):
    for p in model.parameters():
        p.require_grad = False
    return replace_head(model, num_classes)
