# args: run FILE
# code: unsupported-syntax
# at: 4:5
x = ccall(:clock, Int32, ())
