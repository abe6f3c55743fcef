# The flag of the module, which has none.
def head_only(model, num_classes):
    model.requires_grad = False
    model = replace_head(model, num_classes)
    return model
