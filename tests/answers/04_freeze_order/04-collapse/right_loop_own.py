# A loop, and the function of the exercise before.
def collapse(make_model, train, val):
    accuracies = []
    for hold in (lambda model, head: model, freeze_backbone):
        history = training.fit(hold(*make_model()), train, val, **FIT)
        accuracies.append(history.val_accuracy[-1])
    return accuracies
