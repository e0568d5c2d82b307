# A thousand numbers to hexadecimal text and back.
def kernel():
    state, total = 42, 0
    for _ in range(1000):
        state = (state * 16807) % 2147483647
        text = "%x" % state
        number = int(text, 16)
        if number != state:
            raise ValueError("parsed something else")
        total += number & 1023
    return total
