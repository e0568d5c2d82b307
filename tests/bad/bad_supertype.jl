# args: run FILE
# code: invalid-type
# at: 4:8
struct S <: 1 + 2 <: 3 end
