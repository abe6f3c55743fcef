"""The notebook asks for another kernel and another language."""


def hand_in(folder, notebook):
    import corpus

    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    notebook.metadata.language_info = {"name": "R"}
    corpus.write(folder, notebook)
