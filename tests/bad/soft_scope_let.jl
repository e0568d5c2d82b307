# args: check FILE
# code: expected-token
# at: 4:17
f(x; ) = let; x
