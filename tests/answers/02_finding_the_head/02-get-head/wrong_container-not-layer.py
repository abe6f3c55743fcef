# A mistake that people make: a container was taken for the head.
def get_head(model):
    for path in ("fc", "classifier", "head", "heads"):
        if hasattr(model, path):
            return path, getattr(model, path)
