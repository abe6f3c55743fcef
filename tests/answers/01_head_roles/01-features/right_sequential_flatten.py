# The same recipe for people who like everything in one Sequential.
def features_of(model, x):
    layers = [layer for name, layer in model.named_children() if name != "fc"]
    with torch.inference_mode():
        return nn.Sequential(*layers, nn.Flatten())(x)
