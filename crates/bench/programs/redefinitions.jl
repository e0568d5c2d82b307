# Defines one function so many `TIMES`, calls it each time, and says how much memory that has taken from time to time.
function redefine(times)
    for i in 1:times
        @eval changing(x) = x + $i
        Base.invokelatest(changing, 1) == i + 1 || error("an old definition was called")
        i % (times ÷ 10) == 0 && println("resident ", resident())
    end
end
redefine(TIMES)
