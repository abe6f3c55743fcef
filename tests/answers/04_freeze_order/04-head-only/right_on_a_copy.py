# Somebody who leaves the caller's model alone.
def head_only(model, num_classes):
    return replace_head(copy.deepcopy(model).requires_grad_(False), num_classes)
