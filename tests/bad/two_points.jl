# args: check FILE
# code: bad-number
# at: 4:5
x = 1.2.3
