# Somebody who writes the loop.
def head_only(model, num_classes):
    for p in model.parameters():
        p.requires_grad = False
    return replace_head(model, num_classes)
