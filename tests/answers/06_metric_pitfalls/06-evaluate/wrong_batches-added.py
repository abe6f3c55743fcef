# The sum of the batches' mean losses, as in many training loops.
def evaluate(model, loader):
    loss = right = images = 0
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        for x, y in loader:
            logits = model(x)
            loss += F.cross_entropy(logits, y).item()
            right += (logits.argmax(dim=1) == y).sum().item()
            images += len(y)
    return {"loss": loss, "accuracy": right / images}
