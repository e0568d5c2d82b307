# args: run FILE
# code: label-defined-twice
# at: 4:13
function f()
    @label a
    @label a
end
