# Somebody who reads mat2 like layer.weight.shape: (out, in).
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    batch, got, out, expected = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
