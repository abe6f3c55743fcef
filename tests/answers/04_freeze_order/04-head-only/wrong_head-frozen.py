# B of the lesson: swap, then freeze everything.
def head_only(model, num_classes):
    model = replace_head(model, num_classes)
    model.requires_grad_(False)
    return model
