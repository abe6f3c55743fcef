# Somebody who moves a copy to the meta device, in one type: only shapes matter.
def accepts(model, size):
    probe = copy.deepcopy(model).eval().float().to("meta")
    try:
        probe(torch.empty(1, 3, size, size, device="meta"))
    except Exception as error:
        return False
    return True


refuses_64 = [name for name in CANDIDATES if not accepts(on_meta(name), 64)]
