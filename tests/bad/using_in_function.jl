# args: run FILE
# code: not-at-top-level
# at: 5:5
function f()
    using Test
end
