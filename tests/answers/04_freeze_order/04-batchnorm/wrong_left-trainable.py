# Norm layers are thawed on purpose, "because they may need tuning".
def freeze_backbone(model, head):
    training.freeze_backbone(model, head)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.requires_grad_(True)
    return model
