# args: check FILE
# code: extra-tokens
# at: 4:7
+ = 3 4
