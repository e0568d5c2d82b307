# code: not-deterministic
# args: run FILE --pass dead-code --bisect
# exit: 2
# at: 1:1
println(time_ns())
