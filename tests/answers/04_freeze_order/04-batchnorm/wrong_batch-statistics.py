# momentum 0: the statistics stay, and are not used in train mode.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.0
    return model
