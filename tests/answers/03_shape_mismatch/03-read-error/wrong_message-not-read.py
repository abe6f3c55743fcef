# Somebody whose pattern needs the prefix of the newest version.
def read_mismatch(message):
    found = re.search(r"addmm: mat1 and mat2 .* \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    batch, got, expected, out = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
