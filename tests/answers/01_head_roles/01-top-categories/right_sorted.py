# Somebody who prefers Python's sorted: pair first, then sort by the second.
def top_categories(logits, categories, k):
    result = []
    for row in torch.softmax(logits, -1):
        pairs = list(zip(categories, row.tolist()))
        result.append(sorted(pairs, key=lambda pair: pair[1], reverse=True)[:k])
    return result
