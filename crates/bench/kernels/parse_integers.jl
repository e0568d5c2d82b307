# A thousand numbers to hexadecimal text and back.
function kernel()
    state = 42
    sum = 0
    for _ in 1:1000
        state = (state * 16807) % 2147483647
        text = string(state, base = 16)
        number = parse(Int, text, base = 16)
        number == state || error("parsed something else")
        sum += number & 1023
    end
    return sum
end
