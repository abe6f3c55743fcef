# Whoever read about hooks: what enters fc, and the hook goes away whatever happens.
def features_of(model, x):
    seen = []
    handle = model.fc.register_forward_pre_hook(lambda module, args: seen.append(args[0]))
    try:
        model(x)
    finally:
        handle.remove()
    return seen[0]
