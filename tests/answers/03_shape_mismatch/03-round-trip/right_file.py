# Somebody who takes a real file.
import tempfile
from pathlib import Path


def round_trip(model, build, x):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.pt")
        torch.save(model.state_dict(), path)
        state = torch.load(path, weights_only=True, map_location="cpu")
    new = build()
    try:
        new.load_state_dict(state)
    except RuntimeError:
        return False
    old = copy.deepcopy(model).eval()
    new.eval()
    with torch.inference_mode():
        a, b = old(x), new(x)
    return a.shape == b.shape and torch.allclose(a, b, atol=1e-5)
