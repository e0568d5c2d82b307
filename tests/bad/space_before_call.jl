# args: check FILE
# code: stray-space
# at: 5:3
f(x) = x
f (1)
