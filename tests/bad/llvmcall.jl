# args: run FILE
# code: unsupported-syntax
# at: 4:5
x = Base.llvmcall("ret i32 1", Int32, Tuple{})
