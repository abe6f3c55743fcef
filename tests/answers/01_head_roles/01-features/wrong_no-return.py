# Somebody whose hook stores the features where nobody looks.
def features_of(model, x):
    features = []
    handle = model.fc.register_forward_pre_hook(lambda module, args: features.append(args[0]))
    model(x)
    handle.remove()
