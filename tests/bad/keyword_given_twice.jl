# args: run FILE
# code: repeated-name
# at: 4:9
g() = f(a = 1, a = 2)
