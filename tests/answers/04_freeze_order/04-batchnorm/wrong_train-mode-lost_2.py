# Everything but the head is held in eval mode: dropout before the head, too.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())
    for module in model.modules():
        if module not in own and module is not model:
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))
    return model
