# args: run FILE
# code: unsupported-syntax
# at: 4:1
x = @ccall no_such_function()::Cint
