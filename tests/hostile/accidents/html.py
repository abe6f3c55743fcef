"""The page that shows the notebook was saved."""

OUTCOMES = ("malformed",)
DESERVED = 0


def hand_in(folder, notebook):
    text = "<!DOCTYPE html><html><script>alert(1)</script><body>00_start_here</body></html>"
    (folder / f"{folder.name}.ipynb").write_text(text)
