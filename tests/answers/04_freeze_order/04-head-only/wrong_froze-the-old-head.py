# C of the lesson: the layer that was frozen is thrown away.
def head_only(model, num_classes):
    _, head = find_head(model, torch.zeros(2, 3, 64, 64))
    head.requires_grad_(False)
    model = replace_head(model, num_classes)
    return model
