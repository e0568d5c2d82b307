# Runs `kernel` until it is warm, then prints a line of its result and a line of nanoseconds for each sample, then `end`.
import sys, time
seconds = float(sys.argv[1])
start = time.perf_counter_ns()
answer = kernel()
kernel()
print(repr(float(answer)))
taken = 0
while taken < (5 if seconds > 0 else 1) or time.perf_counter_ns() - start < seconds * 1e9 and taken < 1000:
    before = time.perf_counter_ns()
    kernel()
    print(time.perf_counter_ns() - before)
    taken += 1
print("end")
