# args: run FILE
# code: unknown-expression
# at: 6:1
macro m() Expr(:foo, 1) end
x = 1
@m
