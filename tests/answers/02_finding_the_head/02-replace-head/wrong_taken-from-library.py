# Somebody who takes the course's own function.
from course.heads import replace_head
