# args: check FILE
# code: stray-newline
# at: 4:9
x = a[1:
