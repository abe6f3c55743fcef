# train() walks down the model by itself, and leaves the body's norm layers out.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())

    def children(module, mode):
        for child in module.children():
            still = isinstance(child, nn.modules.batchnorm._BatchNorm) and child not in own
            child.training = mode and not still
            children(child, mode)

    def train(mode=True):
        model.training = mode
        children(model, mode)
        return model

    model.train, model.eval = train, lambda: train(False)
    return train(True)
