# Small matrices made, joined, multiplied and raised, many times.
import math
def random_matrix(n, state):
    a = [0.0] * (n * n)
    for i in range(n * n):
        state = (state * 16807) % 2147483647
        a[i] = state / 2147483647 - 0.5
    return a, state
def product_of_transposed(p, rows, columns):
    q = [0.0] * (columns * columns)
    for j in range(columns):
        for i in range(columns):
            total = 0.0
            for k in range(rows):
                total += p[k + i * rows] * p[k + j * rows]
            q[i + j * columns] = total
    return q
def square(a, n):
    b = [0.0] * (n * n)
    for j in range(n):
        for i in range(n):
            total = 0.0
            for k in range(n):
                total += a[i + k * n] * a[k + j * n]
            b[i + j * n] = total
    return b
def trace(a, n):
    total = 0.0
    for i in range(n):
        total += a[i + i * n]
    return total
def kernel():
    n, t, state = 5, 200, 42
    v = [0.0] * t
    for i in range(t):
        parts = []
        for _ in range(4):
            part, state = random_matrix(n, state)
            parts.append(part)
        p = [0.0] * (n * 4 * n)
        for k in range(4):
            for j in range(n):
                for r in range(n):
                    p[r + (k * n + j) * n] = parts[k][r + j * n]
        q = product_of_transposed(p, n, 4 * n)
        v[i] = trace(square(square(q, 4 * n), 4 * n), 4 * n)
    mean = 0.0
    for x in v:
        mean += x
    mean /= t
    spread = 0.0
    for x in v:
        spread += (x - mean) ** 2
    return math.sqrt(spread / (t - 1)) / mean
