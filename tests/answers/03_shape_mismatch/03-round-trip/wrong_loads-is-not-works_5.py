# Somebody who leaves the shapes to allclose, which broadcasts them where it can.
def round_trip(model, build, x):
    """Whether the model's checkpoint makes build() give the same logits for x."""
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    twin = copy.deepcopy(model).eval()
    rebuilt.eval()
    with torch.no_grad():
        before, after = twin(x), rebuilt(x)
    try:
        return torch.allclose(before, after, atol=1e-6)
    except RuntimeError:
        return False
