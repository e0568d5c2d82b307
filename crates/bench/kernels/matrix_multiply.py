# Three loops over matrices that lie in columns.
def fill(a, n, state):
    for i in range(n * n):
        state = (state * 16807) % 2147483647
        a[i] = state / 2147483647
    return state
def multiply(c, a, b, n):
    for j in range(n):
        for i in range(n):
            c[i + j * n] = 0.0
        for k in range(n):
            x = b[k + j * n]
            for i in range(n):
                c[i + j * n] += a[i + k * n] * x
def kernel():
    n = 100
    a, b, c = [0.0] * (n * n), [0.0] * (n * n), [0.0] * (n * n)
    state = fill(a, n, 42)
    fill(b, n, state)
    multiply(c, a, b, n)
    total = 0.0
    for i in range(n):
        total += c[i + i * n]
    return total
