# Somebody for whom the first matrix is the layer.
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    batch, expected, got, out = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
