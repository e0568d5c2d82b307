# args: check FILE
# code: unterminated-comment
# at: 4:7
x = 1 #= never closed
