# A mistake that people make: the head is not in the checkpoint.
def replace_head(model, num_classes):
    path, old = get_head(model)
    new = nn.Linear(old.in_features, num_classes).to(old.weight)
    model.set_submodule(path, nn.Identity())
    model.register_forward_hook(lambda module, args, output: new(output))
    return model
