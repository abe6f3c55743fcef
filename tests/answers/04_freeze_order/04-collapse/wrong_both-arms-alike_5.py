# Somebody who holds the norm layers of the toy model still, BatchNorm1d, and no others.
def collapse(make_model, train, val):
    model, _ = make_model()
    drifting = training.fit(model, train, val, **FIT).val_accuracy[-1]
    model, _ = make_model()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.register_forward_pre_hook(lambda m, args: setattr(m, "training", False))
    still = training.fit(model, train, val, **FIT).val_accuracy[-1]
    return drifting, still
