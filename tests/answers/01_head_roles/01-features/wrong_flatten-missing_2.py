# Somebody who took what leaves the pooling for what enters the head.
def features_of(model, x):
    seen = []
    handle = model.avgpool.register_forward_hook(lambda module, args, output: seen.append(output))
    model(x)
    handle.remove()
    return seen[0]
