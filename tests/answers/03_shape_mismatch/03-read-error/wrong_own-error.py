# Somebody who does not think of another error.
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    batch, got, expected, out = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
