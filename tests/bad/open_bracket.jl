# args: check FILE
# code: expected-token
# at: 4:10
x = [1, 2
