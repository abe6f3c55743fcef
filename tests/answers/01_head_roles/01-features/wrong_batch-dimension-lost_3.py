# Somebody who unpacks the hook's tuple once too often: the first image alone.
def features_of(model, x):
    seen = []
    handle = model.fc.register_forward_pre_hook(lambda module, args: seen.append(args[0][0]))
    model(x)
    handle.remove()
    return seen[0]
