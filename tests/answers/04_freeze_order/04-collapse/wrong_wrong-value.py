# Somebody who trains with settings of their own.
def collapse(make_model, train, val):
    model, _ = make_model()
    drifting = training.fit(model, train, val, epochs=3, batch_size=12, lr=0.001).val_accuracy[-1]
    model, head = make_model()
    freeze_backbone(model, head)
    return drifting, training.fit(model, train, val, epochs=3, batch_size=12, lr=0.001).val_accuracy[-1]
