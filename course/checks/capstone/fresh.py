"""Load a checkpoint as a stranger would: run as a program, in a process that has no notebook.

It reads jobs, one JSON text per line, and answers with the path of a file that holds plain data.
It knows the cell's text and nothing else. The course cannot be imported: what a student takes away
must work where nobody has it. This file imports nothing of the course itself.
"""

import ast
import contextlib
import io
import json
import linecache
import os
import sys
import threading
import traceback


class Missing:
    """Stands for what the cell imports from the course; whoever uses it needs the course."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise ModuleNotFoundError(f"No module named 'course' (for {self._name}.{name})")

    def __call__(self, *args, **kwargs):
        raise ModuleNotFoundError(f"No module named 'course' (for {self._name})")


class NoCourse:
    """Refuses to import the course."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "course":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def run_cell(text):
    """Run the cell in a namespace of its own, statement by statement; return its names."""
    names = {"__name__": "elsewhere"}
    linecache.cache["<cell>"] = len(text), None, text.splitlines(keepends=True), "<cell>"
    for statement in ast.parse(text, "<cell>").body:
        code = compile(ast.Module([statement], []), "<cell>", "exec", dont_inherit=True)
        try:
            exec(code, names)
        except ModuleNotFoundError as error:
            if not isinstance(statement, ast.Import | ast.ImportFrom) or "course" not in str(error):
                raise
            for alias in statement.names:
                name = alias.asname or alias.name.partition(".")[0]
                names[name] = Missing(alias.asname or alias.name)
    return names


def answer(job):
    import torch

    names = run_cell(job["cell"])
    if job["name"] not in names:
        raise NameError(f"name {job['name']!r} is not defined")
    loaded = names[job["name"]](job["path"])
    if job["only_load"]:
        return {"loaded": True}
    if not isinstance(loaded, tuple | list) or len(loaded) != 3:
        return {"odd": f"{type(loaded).__name__}"}
    model, labels, preprocess = loaded
    if not isinstance(model, torch.nn.Module) or not callable(preprocess):
        return {"odd": f"({', '.join(type(each).__name__ for each in loaded)})"}
    labels = list(labels.values()) if isinstance(labels, dict) else list(labels)
    told = {"labels": [str(each) for each in labels]}
    told["training"] = [type(m).__name__ for m in model.modules() if m.training]
    told["dotted"] = [n for m in model.modules() for n in (*vars(m), *m._modules) if "." in n]
    seen = {}
    shown = torch.load(job["images"], weights_only=True)
    size = prepared(preprocess, shown["test"][:1])[0].shape[1:]
    if job["sizes"] and list(size) not in job["sizes"]:
        return {"size": list(size)}  # all of them at another size may take minutes
    for name, images in shown.items():
        x, seen[name] = run(model, preprocess, images)
        if name == "val":
            told["fed"] = x.float().mean((0, 2, 3)), x.float().std()
            told["colours"] = x.float().mean((2, 3))
    told["logits"] = seen
    state = model.state_dict()
    told["head"] = head_name(model, x[:1])
    told["buffers"] = [name for name, _ in model.named_buffers()]
    told["state"] = {name: value.detach().cpu() for name, value in state.items()}
    return told


def prepared(preprocess, images):
    """Return the model's input in parts: of a batch, or of photographs one by one."""
    import torch
    from PIL import Image

    if isinstance(images, torch.Tensor):
        parts = [preprocess(part) for part in images.split(61)]
    else:
        parts = [preprocess(Image.fromarray(image.numpy())) for image in images]
    return [part[None] if part.ndim == 3 else part for part in parts]


def run(model, preprocess, images):
    """Return the first part of the input, and the logits of all images."""
    import torch

    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    with torch.no_grad():
        parts = prepared(preprocess, images)
        logits = torch.cat([model(part.to(device)).float().cpu() for part in parts])
    return parts[0].cpu(), logits


def head_name(model, x):
    """The name of the last layer that runs."""
    from torch import nn

    last = []
    kinds = (nn.Linear, nn.Conv2d)
    names = {m: name for name, m in model.named_modules() if isinstance(m, kinds)}
    handles = [m.register_forward_pre_hook(lambda m, _: last.append(names[m])) for m in names]
    device = next((p.device for p in model.parameters()), "cpu")
    with contextlib.suppress(Exception):
        model(x.to(device))
    for handle in handles:
        handle.remove()
    return last[-1] if last else ""


def own_line(error):
    """The last line of the cell in a traceback, as text."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == "<cell>"]
    return (frames[-1].line or "").strip() if frames else ""


def ended_later():
    """End this process unless the next job comes in time."""
    timer = threading.Timer(float(sys.argv[1]), os._exit, [0])
    timer.daemon = True
    timer.start()
    return timer


def main():
    replies = os.fdopen(os.dup(1), "w")  # what the cell prints must not get between the replies
    os.dup2(2, 1)
    sys.meta_path.insert(0, NoCourse())
    import torch

    torch.set_num_threads(1)
    for module in ("torchvision", "timm"):
        with contextlib.suppress(ImportError):
            __import__(module)
    timer = None  # the first job comes when a training has ended, or the input does
    for line in sys.stdin:
        if timer:
            timer.cancel()
        job = json.loads(line)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                told = answer(job)
        except BaseException as error:
            kinds = [kind.__name__ for kind in type(error).__mro__]
            told = {"error": kinds, "text": str(error)[:600], "line": own_line(error)}
        torch.save(told, job["reply"])
        timer = ended_later()
        print("done", file=replies, flush=True)


if __name__ == "__main__":
    main()
