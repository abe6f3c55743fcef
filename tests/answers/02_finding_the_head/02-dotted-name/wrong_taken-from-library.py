# Somebody who found that the course has this already.
from course.surgery import put, twice
