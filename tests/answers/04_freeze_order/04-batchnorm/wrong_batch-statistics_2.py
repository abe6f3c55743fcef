# Statistics put back after each pass: still, and not used.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            kept = copy.deepcopy(module.state_dict())
            module.register_forward_hook(
                lambda m, args, out, kept=kept: m.load_state_dict(kept) and None
            )
    return model
