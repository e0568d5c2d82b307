# args: check FILE
# code: invisible-character
# at: 4:6
x = 1​ + 2
