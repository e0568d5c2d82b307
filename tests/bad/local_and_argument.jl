# args: run FILE
# code: local-conflicts-with-argument
# at: 4:1
function f(x)
    local x
end
