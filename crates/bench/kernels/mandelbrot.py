# Complex arithmetic in a loop that ends early.
def steps(c):
    z = c
    for n in range(1, 81):
        if z.real * z.real + z.imag * z.imag > 4.0:
            return n - 1
        z = z * z + c
    return 80
def kernel():
    total = 0
    for i in range(-20, 6):
        for j in range(-10, 11):
            total += steps(complex(i / 10.0, j / 10.0))
    return total
