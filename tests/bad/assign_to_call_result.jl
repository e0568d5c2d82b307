# args: run FILE
# code: invalid-argument
# at: 4:1
f(x) + 1 = 2
