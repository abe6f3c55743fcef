# Somebody who restores one flag for the whole model.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt, was = build(), model.training
    try:
        rebuilt.load_state_dict(torch.load(buffer))
        with torch.no_grad():
            old, new = model.eval()(x), rebuilt.eval()(x)
        return old.shape == new.shape and torch.allclose(old, new)
    except RuntimeError:
        return False
    finally:
        model.train(was)
