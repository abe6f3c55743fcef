# train() always means train mode for all but the norm layers: eval() calls it with False.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    usual = model.train

    def train(mode=True):
        usual(True)
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return model

    model.train = train
    return model.train()
