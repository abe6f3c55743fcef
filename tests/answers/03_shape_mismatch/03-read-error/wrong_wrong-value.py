# Somebody who swaps both pairs.
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    got, batch, out, expected = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
