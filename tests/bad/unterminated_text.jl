# args: check FILE
# code: unterminated-string
# at: 4:5
x = "abc
