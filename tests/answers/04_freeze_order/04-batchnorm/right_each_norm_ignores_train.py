# Each norm layer ignores train().
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    kept = {id(m) for m in head.modules()}
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)) and id(module) not in kept:
            module.eval()
            module.train = lambda mode=True, module=module: module
    return model
