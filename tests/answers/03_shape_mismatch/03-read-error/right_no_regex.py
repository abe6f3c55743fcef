# Somebody who does without patterns.
def read_mismatch(message):
    words = "shapes cannot be multiplied ("
    if words not in message:
        return None
    inside = message.split(words)[1].split(")")[0]
    left, right = inside.split(" and ")
    batch, got = left.split("x")
    expected, out = right.split("x")
    return dict(out=int(out), expected=int(expected), got=int(got), batch=int(batch))
