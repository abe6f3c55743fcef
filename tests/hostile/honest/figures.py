"""matplotlib's rcParams, a style, and a figure."""

# %% first
import matplotlib.pyplot as plt

plt.rcParams["figure.figsize"] = (3, 2)
plt.rcParams.update({"font.size": 9})
plt.style.use("ggplot")
plt.plot([1, 2, 3])
plt.show()
