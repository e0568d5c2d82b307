# args: run FILE
# code: repeated-name
# at: 4:6
x = (a = 1, a = 2)
