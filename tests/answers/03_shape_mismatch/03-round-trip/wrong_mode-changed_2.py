# Somebody who leaves the model in train mode, because training comes next.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    with torch.no_grad():
        old, new = model.eval()(x), rebuilt.eval()(x)
    model.train()
    return torch.equal(old, new)
