# args: run FILE
# code: local-and-global
# at: 4:1
function f()
    local x
    global x = 1
end
