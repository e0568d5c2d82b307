# Calls and nothing else.
fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
kernel() = fib(22)
