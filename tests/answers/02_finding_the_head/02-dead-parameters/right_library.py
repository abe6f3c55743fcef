from course.heads import dead_parameters
