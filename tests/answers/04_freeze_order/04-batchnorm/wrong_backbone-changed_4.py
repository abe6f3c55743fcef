# The statistics are reset, so that nothing can drift away from them.
def freeze_backbone(model, head):
    training.freeze_backbone(model, head)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
    return model
