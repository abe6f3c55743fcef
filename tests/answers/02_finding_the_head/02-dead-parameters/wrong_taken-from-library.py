# Somebody who found that the course has this function already.
from course.heads import dead_parameters
