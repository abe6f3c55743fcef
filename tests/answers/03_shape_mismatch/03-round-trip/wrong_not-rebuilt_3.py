# Somebody who loads the weights back into the model itself.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    with torch.no_grad():
        old = copy.deepcopy(model).eval()(x)
        model.load_state_dict(torch.load(buffer))
        new = copy.deepcopy(model).eval()(x)
    return torch.equal(old, new)
