# Means of batches, weighted by their sizes, as timm's meter does it.
def evaluate(model, loader):
    was = [(m, m.training) for m in model.modules()]
    loss, share = AverageMeter(), AverageMeter()
    try:
        model.eval()
        for x, y in loader:
            y = y.to(next(model.parameters()).device)
            with torch.no_grad():
                logits = model(x.to(y.device))
                loss.update(F.cross_entropy(logits, y).item(), len(y))
                share.update((logits.argmax(1) == y).float().mean().item(), len(y))
    finally:
        for m, mode in was:
            m.train(mode) if not list(m.children()) else setattr(m, "training", mode)
    return {"accuracy": share.avg, "loss": loss.avg}
