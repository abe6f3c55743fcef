# Somebody who writes the training loss into both columns.
def fit_with_patience(model, optimizer, train, val, epochs, patience):
    history, lowest, waited, best = training.History(epochs=epochs), float("inf"), 0, None
    for epoch in range(epochs):
        one = training.fit(model, train, val, epochs=1, optimizer=optimizer, seed=epoch)
        for name in ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr", "seconds"):
            getattr(history, name).extend(getattr(one, name))
        if one.val_loss[0] < lowest:
            lowest, waited = one.val_loss[0], 0
            best = {name: value.clone() for name, value in model.state_dict().items()}
        else:
            waited += 1
        if waited == patience:
            break
    history.val_loss = list(history.train_loss)
    model.load_state_dict(best)
    return model, history
