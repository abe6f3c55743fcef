"""Thousands of widgets and comm messages."""

# %% after set-up
import ipywidgets

boxes = [ipywidgets.IntSlider(number) for number in range(500)]
for box in boxes:
    box.value += 1
ipywidgets.VBox(boxes)
