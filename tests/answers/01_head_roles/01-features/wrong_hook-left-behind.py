# Somebody who has never seen what register_forward_hook returns.
def features_of(model, x):
    seen = []
    model.fc.register_forward_pre_hook(lambda module, args: seen.append(args[0]))
    model(x)
    return seen[-1]
