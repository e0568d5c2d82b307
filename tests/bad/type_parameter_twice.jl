# args: run FILE
# code: repeated-name
# at: 4:1
f(x::T) where {T, T} = x
