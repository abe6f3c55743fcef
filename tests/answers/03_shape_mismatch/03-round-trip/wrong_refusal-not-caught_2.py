# Somebody who compares logits of different shapes.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    return torch.allclose(copy.deepcopy(model).eval()(x), rebuilt.eval()(x))
