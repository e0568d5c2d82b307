# args: run FILE
# code: invalid-argument
# at: 4:1
f(1) = 2
