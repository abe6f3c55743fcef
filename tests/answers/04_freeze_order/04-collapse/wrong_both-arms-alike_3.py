# Both are held.
def collapse(make_model, train, val):
    accuracies = []
    for _ in range(2):
        model, head = make_model()
        training.freeze_backbone(model, head)
        accuracies.append(training.fit(model, train, val, **FIT).val_accuracy[-1])
    return tuple(accuracies)
