# Somebody careful about BatchNorm: eval for the pass, then every layer's own mode again.
def features_of(model, x):
    modes = {module: module.training for module in model.modules()}
    head = model.fc
    model.fc = nn.Identity()
    model.eval()
    try:
        with torch.no_grad():
            features = model(x)
    finally:
        model.fc = head
        for module, mode in modes.items():
            module.training = mode
    return features
