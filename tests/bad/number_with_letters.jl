# args: check FILE
# code: bad-number
# at: 4:5
x = 0b12
