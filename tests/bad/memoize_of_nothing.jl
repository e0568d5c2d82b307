# args: run FILE --context memoize
# exit: 2
# code: bad-context-option
# at: 1:1
println(1)
