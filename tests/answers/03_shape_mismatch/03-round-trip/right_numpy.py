# Somebody who compares in numpy, which has truth values of its own.
import numpy as np


def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    new = build()
    missing = None
    try:
        missing = new.load_state_dict(torch.load(buffer, weights_only=True), strict=True)
    except RuntimeError:
        return False
    a = copy.deepcopy(model).eval()(x).detach().numpy()
    b = new.eval()(x).detach().numpy()
    return np.bool_(a.shape == b.shape and np.allclose(a, b))
