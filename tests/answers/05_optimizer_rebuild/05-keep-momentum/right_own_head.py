# Somebody who finds the head without the library, and adds a dropout before it.
def swap_mid_training(model, optimizer, num_classes):
    layers = [(n, m) for n, m in model.named_modules() if isinstance(m, nn.Linear | nn.Conv2d)]
    path, old = layers[-1]
    if isinstance(old, nn.Linear):
        new_head = nn.Sequential(nn.Dropout(0.2), nn.Linear(old.in_features, num_classes))
    else:
        new_head = nn.Conv2d(old.in_channels, num_classes, kernel_size=1)
    model.set_submodule(path, new_head.train(old.training))
    new = rebuild(model, optimizer)
    for p in optimizer.state:
        if p in set(model.parameters()):
            new.state[p] = optimizer.state[p]
    return [model, new]
