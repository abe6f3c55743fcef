# The flag of every module.
def head_only(model, num_classes):
    for module in model.modules():
        module.requires_grad = False
    return replace_head(model, num_classes)
