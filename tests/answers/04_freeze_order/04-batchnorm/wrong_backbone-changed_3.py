# Norm layers are taken out.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.BatchNorm2d):
            model.set_submodule(name, nn.Identity())
    return model
