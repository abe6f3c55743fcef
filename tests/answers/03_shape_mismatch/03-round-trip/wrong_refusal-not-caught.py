# Somebody who does not think of a checkpoint that does not fit.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    rebuilt.load_state_dict(torch.load(buffer))
    with torch.no_grad():
        return torch.equal(copy.deepcopy(model).eval()(x), rebuilt.eval()(x))
