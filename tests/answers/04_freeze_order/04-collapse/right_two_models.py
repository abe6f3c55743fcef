# Two models, one difference.
def collapse(make_model, train, val):
    model, _ = make_model()
    drifting = training.fit(model, train, val, **FIT).val_accuracy[-1]
    model, head = make_model()
    model = training.freeze_backbone(model, head)
    still = training.fit(model, train, val, **FIT).val_accuracy[-1]
    return drifting, still
