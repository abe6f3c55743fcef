# The same on a copy.
def swap_mid_training(model, optimizer, num_classes):
    model, optimizer = copy.deepcopy((model, optimizer))
    path, old = [(n, m) for n, m in model.named_modules() if hasattr(m, "weight")][-1]
    if isinstance(old, nn.Conv2d):
        layers = [nn.Conv2d(old.in_channels, 16, 1), nn.ReLU(), nn.Conv2d(16, num_classes, 1)]
    else:
        layers = [nn.Linear(old.in_features, 16), nn.ReLU(), nn.Linear(16, num_classes)]
    model.set_submodule(path, nn.Sequential(*layers).train(old.training))
    new = rebuild(model, optimizer)
    new.state.update({p: optimizer.state[p] for p in model.parameters() if p in optimizer.state})
    return model, new
