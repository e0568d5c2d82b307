# args: run FILE
# code: repeated-name
# at: 4:1
f(x, x) = x
