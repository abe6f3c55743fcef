# The first epoch instead of the last.
def collapse(make_model, train, val):
    model, head = make_model()
    a = training.fit(model, train, val, **FIT).val_accuracy[0]
    model, head = make_model()
    b = training.fit(freeze_backbone(model, head), train, val, **FIT).val_accuracy[0]
    return a, b
