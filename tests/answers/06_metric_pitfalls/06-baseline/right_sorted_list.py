# Plain Python: sort, and read off the ends.
def beats_majority(y_true, y_pred, seed):
    import random

    truth, guess = y_true.tolist(), y_pred.tolist()
    most = max(set(truth), key=truth.count)
    gains = [(g == t) - (t == most) for t, g in zip(truth, guess)]
    rng = random.Random(seed)
    n = len(gains)
    means = sorted(sum(rng.choices(gains, k=n)) / n for _ in range(1000))
    return sum(gains) / n, means[24], means[975]
