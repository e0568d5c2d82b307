# args: run FILE
# code: invalid-type-parameter
# at: 4:1
f(x::T) where 3 = x
