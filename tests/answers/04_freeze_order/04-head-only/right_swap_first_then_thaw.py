# Somebody who swaps first, freezes all, and thaws the head again: three steps, same result.
def head_only(model, num_classes):
    replace_head(model, num_classes)
    _, head = find_head(model, torch.randn(2, 3, 64, 64))
    model.requires_grad_(False)
    head.requires_grad_(True)
    return model
