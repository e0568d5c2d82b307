# args: run FILE --context mock
# exit: 2
# code: bad-context-option
# at: 1:1
println(1)
