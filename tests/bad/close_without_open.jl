# args: check FILE
# code: extra-tokens
# at: 4:6
x = 1)
