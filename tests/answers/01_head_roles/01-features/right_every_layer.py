# Somebody who listens to all layers at once, and takes what entered the last one.
from torch.nn.modules.module import register_module_forward_pre_hook


def features_of(model, x):
    entered = {}
    handle = register_module_forward_pre_hook(lambda module, args: entered.update({module: args[0]}))
    try:
        model(x)
    finally:
        handle.remove()
    return entered[model.fc]
