# The model's own train(), with a second thought.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())
    usual = model.train

    def train(mode=True):
        usual(mode)
        for module in model.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm) and module not in own:
                module.eval()
        return model

    model.train = train
    return model.train(model.training)
