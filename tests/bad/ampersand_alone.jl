# args: run FILE
# code: misplaced-expression
# at: 4:5
x = &y
