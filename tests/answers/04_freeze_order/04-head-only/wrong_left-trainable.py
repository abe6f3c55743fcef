# Only convolutions are frozen.
def head_only(model, num_classes):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.requires_grad_(False)
    return replace_head(model, num_classes)
