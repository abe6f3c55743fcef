"""Cells after the tests show points, define the answers and run the checks again."""

# %% last
def best_class(logits):
    return logits.argmax(1)


answer_1 = "b"
checks.start_here.best_class(best_class)
checks.start_here.quiz("00-quiz-1", answer_1)
