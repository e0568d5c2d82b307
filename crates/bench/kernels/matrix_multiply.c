/* Three loops over matrices that lie in columns. */
#include <stdlib.h>
static long fill(double *a, long n, long state) {
    for (long i = 0; i < n * n; i++) {
        state = (state * 16807) % 2147483647;
        a[i] = state / 2147483647.0;
    }
    return state;
}
static void multiply(double *c, const double *a, const double *b, long n) {
    for (long j = 0; j < n; j++) {
        for (long i = 0; i < n; i++) c[i + j * n] = 0.0;
        for (long k = 0; k < n; k++) {
            double x = b[k + j * n];
            for (long i = 0; i < n; i++) c[i + j * n] += a[i + k * n] * x;
        }
    }
}
static volatile long size = 100;
double kernel(void) {
    long n = size;
    double *a = malloc(n * n * sizeof *a), *b = malloc(n * n * sizeof *a), *c = malloc(n * n * sizeof *a);
    fill(b, n, fill(a, n, 42));
    multiply(c, a, b, n);
    double sum = 0;
    for (long i = 0; i < n; i++) sum += c[i + i * n];
    free(a);
    free(b);
    free(c);
    return sum;
}
