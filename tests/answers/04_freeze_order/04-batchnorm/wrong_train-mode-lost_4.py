# Somebody who takes the layers of the head to be its children: a deeper norm is held still.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    inside = [head, *head.children()]

    def hold(module, inputs):
        module.eval()

    for m in model.modules():
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)) and not any(m is other for other in inside):
            m.eval()
            m.register_forward_pre_hook(hold)
    return model
