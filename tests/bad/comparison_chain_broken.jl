# args: check FILE
# code: not-a-unary-operator
# at: 4:9
x = a < < b
