# The forward pass under no_grad: the head learns nothing either.
def freeze_backbone(model, head):
    freeze_except(model, head)
    for module in set(model.modules()) - set(head.modules()):
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))
    usual = model.forward
    model.forward = torch.no_grad()(usual)
    return model
