# One epoch more than promised.
def fit_with_patience(model, optimizer, train, val, epochs, patience):
    history, waited, best, lowest = training.History(epochs=epochs), 0, None, float("inf")
    for epoch in range(epochs):
        one = training.fit(model, train, val, epochs=1, optimizer=optimizer, seed=epoch)
        for name, values in vars(one).items():
            if isinstance(values, list):
                getattr(history, name).extend(values)
        if one.val_loss[0] < lowest:
            lowest, waited = one.val_loss[0], 0
            best = copy.deepcopy(model.state_dict())
        else:
            waited += 1
        if waited > patience:
            break
    model.load_state_dict(best)
    return model, history
