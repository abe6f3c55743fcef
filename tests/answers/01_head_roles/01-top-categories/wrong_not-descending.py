# Somebody who sorts upwards and takes the last k.
def top_categories(logits, categories, k):
    result = []
    for row in logits.softmax(1):
        pairs = sorted(zip(row.tolist(), categories))[-k:]
        result.append([(name, p) for p, name in pairs])
    return result
