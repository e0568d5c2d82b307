# Runs `kernel` until it is warm, then prints a line of its result and a line of nanoseconds for each sample, then `end`.
function measure(seconds)
    start = time_ns()
    answer = kernel()
    kernel()
    println(Float64(answer))
    taken = 0
    while taken < (seconds > 0 ? 5 : 1) || (time_ns() - start) < seconds * 1.0e9 && taken < 1000
        before = time_ns()
        # What nobody looks at would not be computed.
        Base.donotdelete(kernel())
        after = time_ns()
        println(Int(after - before))
        taken += 1
    end
    println("end")
end
