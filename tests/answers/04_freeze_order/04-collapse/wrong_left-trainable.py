# The drifting body is trained as well.
def collapse(make_model, train, val):
    model, head = make_model()
    model.requires_grad_(True)
    a = training.fit(model, train, val, **FIT).val_accuracy[-1]
    model, head = make_model()
    b = training.fit(freeze_backbone(model, head), train, val, **FIT).val_accuracy[-1]
    return a, b
