# Somebody who remembers each layer's mode.
def round_trip(model, build, x):
    file = io.BytesIO()
    torch.save(model.state_dict(), file)
    file.seek(0)
    modes = {m: m.training for m in model.modules()}
    try:
        new = build()
        new.load_state_dict(torch.load(file))
        with torch.no_grad():
            return torch.equal(model.eval()(x), new.eval()(x))
    except RuntimeError:
        return False
    finally:
        for m, training in modes.items():
            m.training = training
