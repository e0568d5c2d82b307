# Reads and writes of a list of floats.
def quicksort(a, lo, hi):
    i, j = lo, hi
    while i < hi:
        pivot = a[(lo + hi) // 2]
        while i <= j:
            while a[i] < pivot:
                i += 1
            while a[j] > pivot:
                j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
        if lo < j:
            quicksort(a, lo, j)
        lo, j = i, hi
def kernel():
    state = 42
    a = [0.0] * 5001
    for i in range(1, 5001):
        state = (state * 16807) % 2147483647
        a[i] = state / 2147483647
    quicksort(a, 1, 5000)
    total = 0.0
    for i in range(1, 5001):
        total += a[i] * i
    return total
