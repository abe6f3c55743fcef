# Somebody who takes the first k classes without ranking them.
def top_categories(logits, categories, k):
    return [list(zip(categories, row.tolist()))[:k] for row in logits.softmax(1)]
