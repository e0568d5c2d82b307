# A reader of sums that somebody else wrote.
function read_sum(text)
    total = 0
    for part in split(text, '+')
        total += read_term(part)
    end
    return total
end
function read_term(text)
    try
        return scaled(parse(Int, text))
    catch
        return missing_term(text)
    end
end
scaled(n::Int) = n == 3 ? throw(DomainError(n, "three is not ready")) : 10n
missing_term(text) = length(text)

println(read_sum("1+two+3"))
