# Somebody who names the four otherwise.
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    n, width, in_features, out_features = map(int, found.groups())
    return {"n": n, "width": width, "in_features": in_features, "out_features": out_features}
