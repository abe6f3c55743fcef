# The accuracy on the training images, while the weights move.
def collapse(make_model, train, val):
    model, _ = make_model()
    drifting = training.fit(model, train, val, **FIT).train_accuracy[-1]
    model, head = make_model()
    training.freeze_backbone(model, head)
    still = training.fit(model, train, val, **FIT).train_accuracy[-1]
    return drifting, still
