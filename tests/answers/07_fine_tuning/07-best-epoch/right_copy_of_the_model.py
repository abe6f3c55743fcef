# The best model is kept as a copy.
def fit_with_patience(model, optimizer, train, val, epochs, patience):
    history, kept = training.History(epochs=epochs), model
    while len(history) < epochs and len(history) - history.best_epoch < patience:
        one = training.fit(model, train, val, epochs=1, optimizer=optimizer, batch_size=16)
        history.train_loss += one.train_loss
        history.train_accuracy += one.train_accuracy
        history.val_loss += one.val_loss
        history.val_accuracy += one.val_accuracy
        if history.best_epoch == len(history):
            kept = copy.deepcopy(model)
    return kept, history
