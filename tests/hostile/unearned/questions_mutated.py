"""Makes a wrong option of the quiz the right one in course.checks.quiz.QUESTIONS."""

# %% after set-up
from course.checks.quiz import QUESTIONS

QUESTIONS["00-quiz-1"]["a"] = QUESTIONS["00-quiz-1"]["b"]
