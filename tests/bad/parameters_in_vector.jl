# args: run FILE
# code: misplaced-expression
# at: 4:9
x = [1; a = 2; b]
