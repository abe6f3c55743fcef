# train() without its argument: eval() calls it with one.
def freeze_backbone(model, head):
    freeze_except(model, head)
    for module in set(model.modules()) - set(head.modules()):
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))

    def train():
        return model

    model.train = train
    return model
