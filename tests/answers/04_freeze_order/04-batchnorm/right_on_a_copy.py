# Somebody who leaves the caller's model alone.
def freeze_backbone(model, head):
    name = next(name for name, module in model.named_modules() if module is head)
    model = copy.deepcopy(model).requires_grad_(False)
    head = model.get_submodule(name).requires_grad_(True)
    for module in set(model.modules()) - set(head.modules()):
        if getattr(module, "running_mean", None) is not None:
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))
    return model
