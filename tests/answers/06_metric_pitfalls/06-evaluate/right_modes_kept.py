# The course's own context manager.
def evaluate(model, loader):
    where = next(model.parameters())
    with heads.modes_kept(model), torch.inference_mode():
        model.eval()
        pairs = [(model(x.to(where.device)), y.to(where.device)) for x, y in loader]
        logits = torch.cat([z for z, _ in pairs])
        y = torch.cat([y for _, y in pairs])
        loss = F.cross_entropy(logits, y)
    return {"loss": loss.item(), "accuracy": (logits.argmax(1) == y).double().mean().item()}
