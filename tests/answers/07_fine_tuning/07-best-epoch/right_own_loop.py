# A loop of one's own.
def fit_with_patience(model, optimizer, train, val, epochs, patience):
    history = training.History(epochs=epochs)
    modes = {m: m.training for m in model.modules()}
    best, best_epoch = None, 0
    for epoch in range(1, epochs + 1):
        model.train()
        total = right = 0
        for x, y in DataLoader(train, batch_size=10, shuffle=True):
            z = model(x)
            loss = F.cross_entropy(z, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            right += (z.argmax(1) == y).sum().item()
        history.train_loss.append(total / len(train))
        history.train_accuracy.append(right / len(train))
        result = metrics.evaluate(model, val)
        history.val_loss.append(result["loss"])
        history.val_accuracy.append(result["accuracy"])
        if result["loss"] <= min(history.val_loss):
            best, best_epoch = copy.deepcopy(model.state_dict()), epoch
        if epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    for m, mode in modes.items():
        m.training = mode
    return model, history
