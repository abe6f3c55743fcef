# Somebody who overwrites the sums in each turn of the loop.
def evaluate(model, loader):
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        for x, y in loader:
            logits = model(x)
            loss = F.cross_entropy(logits, y).item()
            share = (logits.argmax(dim=1) == y).float().mean().item()
    return {"loss": loss, "accuracy": share}
