# Eval mode for a freeze.
def head_only(model, num_classes):
    model.eval()
    model = replace_head(model, num_classes)
    return model
