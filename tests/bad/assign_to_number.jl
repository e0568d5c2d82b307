# args: run FILE
# code: invalid-assignment
# at: 4:1
1 = x
