# Somebody who does without replace_head.
def head_only(model, num_classes):
    model.requires_grad_(False)
    name, old = find_head(model, torch.zeros(2, 3, 64, 64))
    if isinstance(old, nn.Conv2d):
        new = nn.Conv2d(old.in_channels, num_classes, old.kernel_size)
    else:
        new = nn.Linear(old.in_features, num_classes)
    model.set_submodule(name, new.train(old.training))
    return model
