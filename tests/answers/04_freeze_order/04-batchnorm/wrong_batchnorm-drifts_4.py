# Somebody who thinks of BatchNorm2d only; there is BatchNorm1d too.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.register_forward_pre_hook(lambda m, args: m.eval() and None)
    return model
