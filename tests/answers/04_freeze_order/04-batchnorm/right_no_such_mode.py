# A subclass of each kind of BatchNorm whose training is always False.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    never = property(lambda self: False, lambda self, value: None)
    for module in set(model.modules()) - set(head.modules()):
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.__dict__.pop("training")
            module.__class__ = type("Still", (type(module),), {"training": never})
    return model
