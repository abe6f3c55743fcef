# One hook on the whole model, which runs before each forward pass.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())

    def hold(model, args):
        for module in model.modules():
            if "BatchNorm" in type(module).__name__ and module not in own:
                module.eval()

    model.register_forward_pre_hook(hold)
    return model
