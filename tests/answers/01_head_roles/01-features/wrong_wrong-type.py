# Somebody who returns what the hook received: a tuple.
def features_of(model, x):
    seen = []
    handle = model.fc.register_forward_pre_hook(lambda module, args: seen.append(args))
    model(x)
    handle.remove()
    return seen[0]
