# The statistics are reset, so that nothing can drift away from them.
def freeze_backbone(model, head):
    freeze_except(model, head)
    for module in set(model.modules()) - set(head.modules()):
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
    return model
