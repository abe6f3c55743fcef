# Somebody who empties the dictionary of hooks: those of others go with it.
def features_of(model, x):
    """Images (N, 3, H, W) -> what enters model.fc, (N, in_features)."""
    seen = {}

    def keep(module, args):
        seen["features"] = args[0]

    model.fc.register_forward_pre_hook(keep)
    model(x)
    model.fc._forward_pre_hooks.clear()
    return seen["features"]
