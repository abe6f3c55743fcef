# Somebody who copies the state before the epoch that turns out to be the best.
def fit_with_patience(model, optimizer, train, val, epochs, patience):
    history, lowest, waited, best = training.History(epochs=epochs), float("inf"), 0, None
    for epoch in range(epochs):
        before = {name: value.clone() for name, value in model.state_dict().items()}
        one = training.fit(model, train, val, epochs=1, optimizer=optimizer, seed=epoch)
        for name in ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr", "seconds"):
            getattr(history, name).extend(getattr(one, name))
        if one.val_loss[0] < lowest:
            lowest, waited = one.val_loss[0], 0
            best = before
        else:
            waited += 1
        if waited == patience:
            break
    model.load_state_dict(best)
    return model, history
