# args: run FILE
# code: const-of-local
# at: 5:5
function f()
    const x = 1
end
