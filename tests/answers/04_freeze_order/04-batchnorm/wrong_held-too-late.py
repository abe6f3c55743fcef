# Somebody who overrides train(), and leaves the layers in train mode until it is called.
def freeze_backbone(model, head):
    freeze_except(model, head)
    own = set(head.modules())
    usual = model.train

    def train(mode=True):
        usual(mode)
        for module in model.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm) and module not in own:
                module.eval()
        return model

    model.train = train
    return model
