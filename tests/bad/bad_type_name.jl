# args: run FILE
# code: invalid-type
# at: 4:1
struct 3 end
