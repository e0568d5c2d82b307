# args: run FILE
# code: not-at-top-level
# at: 5:5
function f()
    struct S end
end
