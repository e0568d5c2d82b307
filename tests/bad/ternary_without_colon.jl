# args: check FILE
# code: missing-colon
# at: 4:10
x = a ? b
