# Somebody who prints a readable list.
def top_categories(logits, categories, k):
    for row in logits.softmax(1):
        best = row.topk(k)
        for p, i in zip(best.values, best.indices):
            print(f"{categories[i]}: {p:.1%}")
