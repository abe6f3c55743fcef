# eval() instead of a freeze: fit calls train().
def collapse(make_model, train, val):
    model, _ = make_model()
    drifting = training.fit(model, train, val, **FIT).val_accuracy[-1]
    model, _ = make_model()
    still = training.fit(model.eval(), train, val, **FIT).val_accuracy[-1]
    return drifting, still
