# args: run FILE --context reverse:of=f
# exit: 1
# throws: a gradient is of a function that answers with a real number, not with String
# at: 7
f(x) = string(x)
println("before")
f(1.0)
