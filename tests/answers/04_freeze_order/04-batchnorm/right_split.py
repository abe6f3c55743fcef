# Body and head apart: the body in eval mode for good, its dropout by hand.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())

    def children(module, mode):
        for child in module.children():
            if child in own or not isinstance(child, nn.BatchNorm2d):
                child.training = mode
                children(child, mode)
            else:
                child.training = False

    def train(mode=True):
        model.training = mode
        children(model, mode)
        return model

    model.train, model.eval = train, lambda: train(False)
    return train(True)
