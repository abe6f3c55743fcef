# Somebody who knows one way to freeze a model: save it.
import io


def snapshot(model):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    return torch.load(buffer)


def moved(before, after):
    return {n for n, v in before.items() if v.tolist() != after[n].tolist()}
