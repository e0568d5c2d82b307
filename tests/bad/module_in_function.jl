# args: run FILE
# code: not-at-top-level
# at: 5:5
function f()
    module M end
end
