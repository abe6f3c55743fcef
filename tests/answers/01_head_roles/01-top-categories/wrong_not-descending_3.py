# Somebody who does not know that argsort ascends: the k least likely.
def top_categories(logits, categories, k):
    result = []
    for row in logits.softmax(1):
        result.append([(categories[i], row[i].item()) for i in row.argsort()[:k]])
    return result
