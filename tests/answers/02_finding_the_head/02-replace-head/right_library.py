from course.heads import replace_head
