# The hold is right; the head was frozen with the rest.
def freeze_backbone(model, head):
    freeze_except(model, head)
    for module in set(model.modules()) - set(head.modules()):
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))
    return model.requires_grad_(False)
