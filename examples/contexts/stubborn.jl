# Code of somebody who does not want to be stopped.
function again(n)
    try
        while true
            try
                n = rem(n + 1, 1000)
                n == 0 && error("again")
            catch
            end
        end
    finally
        println("still here")
        again(0)
    end
end
try
    again(0)
catch
    println("and here")
end
