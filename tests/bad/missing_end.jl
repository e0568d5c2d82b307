# args: check FILE
# code: expected-token
# at: 5:11
function f(x)
    x + 1
