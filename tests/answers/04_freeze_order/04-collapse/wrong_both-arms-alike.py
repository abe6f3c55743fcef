# One model, trained twice: the second run goes on where the first one stopped.
def collapse(make_model, train, val):
    model, head = make_model()
    drifting = training.fit(model, train, val, **FIT).val_accuracy[-1]
    training.freeze_backbone(model, head)
    still = training.fit(model, train, val, **FIT).val_accuracy[-1]
    return drifting, still
