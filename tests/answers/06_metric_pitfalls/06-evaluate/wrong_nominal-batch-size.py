# The size of the first batch is taken for all.
def evaluate(model, loader):
    loss = right = batches = size = 0
    with heads.modes_kept(model), torch.no_grad():
        model.eval()
        for x, y in loader:
            size = size or len(y)
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
            batches += 1
    return {"loss": loss / batches / size, "accuracy": right / batches / size}
