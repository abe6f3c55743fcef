# Somebody who asks for the text to begin with the error, which it does not in a log.
def read_mismatch(message):
    found = re.match(r"(?:addmm: |mm: )?mat1 and mat2 shapes .* \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    batch, got, expected, out = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
