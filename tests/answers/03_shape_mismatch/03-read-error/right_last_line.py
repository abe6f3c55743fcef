# Somebody who looks at the last line only, where a traceback has its error.
def read_mismatch(message):
    last = (message.strip().splitlines() or [""])[-1]
    if "cannot be multiplied" not in last:
        return None
    numbers = [int(n) for n in re.findall(r"\d+", last.split("multiplied")[1])]
    return dict(zip(("batch", "got", "expected", "out"), numbers))
