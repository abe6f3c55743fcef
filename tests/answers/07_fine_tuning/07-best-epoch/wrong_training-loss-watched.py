# The number that always falls.
def fit_with_patience(model, optimizer, train, val, epochs, patience):
    history, best, low, wait = training.History(epochs=epochs), None, math.inf, 0
    for epoch in range(epochs):
        one = training.fit(model, train, val, epochs=1, optimizer=optimizer, seed=epoch)
        for name, values in vars(one).items():
            if isinstance(values, list):
                getattr(history, name).extend(values)
        if one.train_loss[0] < low:
            low, wait, best = one.train_loss[0], 0, copy.deepcopy(model.state_dict())
        else:
            wait += 1
        if wait >= patience:
            break
    model.load_state_dict(best)
    return model, history
