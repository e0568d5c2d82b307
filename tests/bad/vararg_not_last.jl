# args: run FILE
# code: invalid-argument
# at: 4:3
f(x..., y) = x
