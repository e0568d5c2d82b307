# args: check FILE
# code: missing-space
# at: 4:6
x = a? b : c
