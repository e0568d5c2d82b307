# Divisions in a loop.
def kernel():
    total = 0.0
    for _ in range(20):
        total = 0.0
        for k in range(1, 10001):
            total += 1.0 / (k * k)
    return total
