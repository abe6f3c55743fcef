# A library author: the new layer is made where the old one lives, and of its dtype.
def swap_fc(model, num_classes):
    old = model.get_submodule("fc")
    new = nn.Linear(
        old.in_features,
        num_classes,
        bias=old.bias is not None,
        device=old.weight.device,
        dtype=old.weight.dtype,
    )
    model.set_submodule("fc", new.train(old.training))
    return model
