# Somebody who counts ids with numpy.
import numpy as np
def compare(model, optimizer):
    ids = np.array([id(p) for g in optimizer.param_groups for p in g["params"]], dtype=np.int64)
    u, c = np.unique(ids, return_counts=True)
    own = np.array([id(p) for p in model.parameters()])
    missing = {n for n, p in model.named_parameters() if p.requires_grad and id(p) not in u}
    return {"missing": frozenset(missing), "dead": (~np.isin(u, own)).sum(), "duplicated": (c > 1).sum()}
