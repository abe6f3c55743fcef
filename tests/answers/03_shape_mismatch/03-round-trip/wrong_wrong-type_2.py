# Somebody who returns the report of the loading.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    return build().load_state_dict(torch.load(buffer))
