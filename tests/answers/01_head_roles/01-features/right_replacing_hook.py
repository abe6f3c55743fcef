# Somebody who knows that what a forward hook returns takes the place of the output.
def features_of(model, x):
    handle = model.fc.register_forward_hook(lambda module, args, output: args[0])
    try:
        return model(x)
    finally:
        handle.remove()
