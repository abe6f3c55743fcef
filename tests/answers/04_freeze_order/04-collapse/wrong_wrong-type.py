# The histories instead of their last accuracies.
def collapse(make_model, train, val):
    model, _ = make_model()
    drifting = training.fit(model, train, val, **FIT)
    model, head = make_model()
    training.freeze_backbone(model, head)
    return drifting, training.fit(model, train, val, **FIT)
