# Runs each of the functions until it is warm, then all of them in turns, and prints a line for each sample: a name, then
# nanoseconds.
function turns(samples, named...)
    for (_, f) in named, _ in 1:2
        Base.donotdelete(f())
    end
    for _ in 1:samples, (name, f) in named
        before = time_ns()
        # What nobody looks at would not be computed.
        Base.donotdelete(f())
        after = time_ns()
        println(name, ' ', Int(after - before))
    end
end
