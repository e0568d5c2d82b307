# args: run FILE
# code: goto-into-try
# at: 5:1
function f()
    @goto inside
    try
        @label inside
    catch
    end
end
