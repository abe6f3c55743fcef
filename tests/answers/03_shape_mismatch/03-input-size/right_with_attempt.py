# Somebody who uses the lesson's own helper.
def accepts(model, size):
    p = next(model.parameters())
    x = torch.zeros(2, 3, size, size, dtype=p.dtype, device=p.device)
    return attempt(copy.deepcopy(model).eval(), x).startswith("runs")


refuses_64 = set(filter(lambda name: not accepts(on_meta(name), 64), CANDIDATES))
