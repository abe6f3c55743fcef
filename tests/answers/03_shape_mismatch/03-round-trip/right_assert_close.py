# torch.testing compares.
def round_trip(model, build, x):
    b = io.BytesIO(); torch.save(model.state_dict(), b); b.seek(0)
    new = build()
    try:
        new.load_state_dict(torch.load(b))
        ours = copy.deepcopy(model).eval()
        torch.testing.assert_close(ours(x), new.eval()(x))
    except (RuntimeError, AssertionError):
        return False
    return True
