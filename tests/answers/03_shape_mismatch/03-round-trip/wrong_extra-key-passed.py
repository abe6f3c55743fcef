# strict=False lets a layer go that was saved.
def round_trip(model, build, x):
    b = io.BytesIO(); torch.save(model.state_dict(), b); b.seek(0)
    new = build()
    try: new.load_state_dict(torch.load(b), strict=False)
    except RuntimeError: return False
    m = copy.deepcopy(model).eval()
    with torch.no_grad():
        o, n = m(x), new.eval()(x)
        return o.shape == n.shape and torch.allclose(o, n)
