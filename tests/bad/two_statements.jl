# args: check FILE
# code: extra-tokens
# at: 4:7
x = 1 y = 2
