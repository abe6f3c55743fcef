# Somebody who knows that average pooling is a mean over the two last dimensions.
def features_of(model, x):
    maps = []
    handle = model.layer4.register_forward_hook(lambda m, args, out: maps.append(out))
    with torch.no_grad():
        model(x)
    handle.remove()
    return maps.pop().mean(dim=(2, 3))
