# Somebody who returns the k best in the order of the classes.
def top_categories(logits, categories, k):
    result = []
    for row in logits.softmax(1):
        best = sorted(row.topk(k).indices.tolist())
        result.append([(categories[i], row[i].item()) for i in best])
    return result
