# Somebody who hooked the head, and took what leaves it instead of what enters it.
def features_of(model, x):
    seen = []
    handle = model.fc.register_forward_hook(lambda module, args, output: seen.append(output))
    model(x)
    handle.remove()
    return seen[0]
