# fit once; its watch function keeps the best state and interrupts the run.
def fit_with_patience(model, optimizer, train, val, epochs, patience):
    best = {}

    def look(history):
        if history.interrupted:
            return
        if history.best_epoch == len(history):
            best.update(copy.deepcopy(model.state_dict()))
        if len(history) - history.best_epoch >= patience:
            raise KeyboardInterrupt

    history = training.fit(model, train, val, epochs=epochs, optimizer=optimizer, watch=look)
    model.load_state_dict(best)
    return model, history
