# Somebody who compares weights instead of logits.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    mine, theirs = model.state_dict(), rebuilt.state_dict()
    return all(torch.equal(v, theirs[k]) for k, v in mine.items())
