# args: check FILE
# code: unterminated-string
# at: 4:8
x = raw"abc
