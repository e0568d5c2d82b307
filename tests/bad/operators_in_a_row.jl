# args: check FILE
# code: not-a-unary-operator
# at: 4:8
x = 1 */ 2
