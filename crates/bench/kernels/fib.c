/* Calls and nothing else. */
static long fib(long n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
/* The argument is read from memory, so that no compiler knows the answer. */
static volatile long size = 22;
double kernel(void) { return (double)fib(size); }
