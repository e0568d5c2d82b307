# args: check FILE
# code: unterminated-string
# at: 4:1
"""unterminated doc
f(x) = 1
