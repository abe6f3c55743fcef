# The gap instead of the two.
def collapse(make_model, train, val):
    model, _ = make_model()
    drifting = training.fit(model, train, val, **FIT).val_accuracy[-1]
    model, head = make_model()
    training.freeze_backbone(model, head)
    return training.fit(model, train, val, **FIT).val_accuracy[-1] - drifting
