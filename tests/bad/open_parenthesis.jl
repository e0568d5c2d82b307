# args: check FILE
# code: expected-token
# at: 4:11
x = (1 + 2
y = 3
