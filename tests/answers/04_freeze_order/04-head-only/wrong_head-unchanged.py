# The freeze without the swap.
def head_only(model, num_classes):
    model.requires_grad_(False)
    _, head = find_head(model, torch.zeros(2, 3, 64, 64))
    head.requires_grad_(True)
    return model
