# eval() once: undone by the next train().
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    return model
