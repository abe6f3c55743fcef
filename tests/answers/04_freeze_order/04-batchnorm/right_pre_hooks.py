# Right before a norm layer runs, it goes into eval mode.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())

    def hold(norm, args):
        norm.eval()

    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and module not in own:
            module.register_forward_pre_hook(hold)
    return model
