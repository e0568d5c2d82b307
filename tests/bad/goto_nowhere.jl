# args: run FILE
# code: undefined-label
# at: 4:1
function f()
    @goto away
end
