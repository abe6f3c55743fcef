# Gradients of the norm layers are switched off: they never had to do with it.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.weight.requires_grad = False
            module.bias.requires_grad = False
            module.running_mean.requires_grad = False
    return model
