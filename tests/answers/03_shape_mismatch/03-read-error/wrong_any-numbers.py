# Somebody who takes the first four numbers of the text, whatever it says.
def read_mismatch(message):
    numbers = [int(n) for n in re.findall(r"\d+", message.replace("mat1", "").replace("mat2", ""))]
    if len(numbers) < 4:
        return None
    batch, got, expected, out = numbers[:4]
    return {"batch": batch, "got": got, "expected": expected, "out": out}
