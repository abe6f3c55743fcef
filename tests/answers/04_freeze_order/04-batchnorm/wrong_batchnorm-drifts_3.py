# Only the norm layers that are direct children: one of twenty.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in model.children():
        if isinstance(module, nn.BatchNorm2d):
            module.register_forward_pre_hook(lambda m, args: m.eval() and None)
    return model
