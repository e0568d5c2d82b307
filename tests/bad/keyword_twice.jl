# args: run FILE
# code: repeated-name
# at: 4:1
f(; a = 1, a = 2) = a
