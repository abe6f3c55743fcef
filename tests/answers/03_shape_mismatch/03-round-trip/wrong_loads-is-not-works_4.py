# Somebody who compares predictions: two images, the same class, other logits.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    old, new = copy.deepcopy(model).eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.equal(old.argmax(1), new.argmax(1))
