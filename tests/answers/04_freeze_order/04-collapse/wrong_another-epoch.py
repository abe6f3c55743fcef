# Somebody who takes the best epoch of each run.
def collapse(make_model, train, val):
    model, _ = make_model()
    drifting = max(training.fit(model, train, val, **FIT).val_accuracy)
    model, head = make_model()
    still = max(training.fit(freeze_backbone(model, head), train, val, **FIT).val_accuracy)
    return drifting, still
