def get_head(model):
    return [(n, m) for n, m in model.named_modules() if isinstance(m, nn.Linear)][-1]
