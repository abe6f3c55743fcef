# SciPy looks for the lowest point.
def fit_temperature(logits, labels):
    from scipy.optimize import minimize_scalar

    def loss(log_t):
        return F.cross_entropy(logits.double() / math.exp(log_t), labels).item()

    return math.exp(minimize_scalar(loss, bounds=(-5, 5), method="bounded").x)
