# Somebody who asks the report instead of catching an error, and compares the largest difference.
def round_trip(model, build, x):
    out = io.BytesIO()
    torch.save(dict(model.state_dict()), out)
    state = torch.load(io.BytesIO(out.getvalue()), weights_only=True)
    rebuilt = build().eval()
    own = rebuilt.state_dict()
    if {k: v.shape for k, v in own.items()} != {k: v.shape for k, v in state.items()}:
        return False
    rebuilt.load_state_dict(state)
    old, new = copy.deepcopy(model).eval()(x), rebuilt(x)
    if old.shape != new.shape:
        return False
    return bool((old - new).abs().max() < 1e-4)
