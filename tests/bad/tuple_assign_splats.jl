# args: run FILE
# code: invalid-assignment
# at: 4:2
(a..., b...) = 1
