# args: run FILE
# code: invalid-let
# at: 4:5
let f(x) + 1
end
