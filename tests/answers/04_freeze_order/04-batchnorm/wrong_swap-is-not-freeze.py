# The statistics are held, the parameters forgotten.
def freeze_backbone(model, head):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.register_forward_pre_hook(lambda m, args: m.eval() and None)
    return model
