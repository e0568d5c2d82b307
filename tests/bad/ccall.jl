# args: run FILE
# code: unsupported-syntax
# at: 4:5
x = ccall(:no_such_function, Int32, ())
