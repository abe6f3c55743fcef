# Order B, and only the bias is thawed.
def head_only(model, num_classes):
    model = replace_head(model, num_classes)
    model.requires_grad_(False)
    _, head = find_head(model, torch.zeros(2, 3, 64, 64))
    head.bias.requires_grad = True
    return model
