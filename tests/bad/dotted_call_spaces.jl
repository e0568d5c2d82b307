# args: check FILE
# code: stray-space
# at: 4:8
x = f. (1)
