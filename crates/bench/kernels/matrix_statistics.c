/* Small matrices made, joined, multiplied and raised, many times. */
#include <math.h>
#include <stdlib.h>
static double *random_matrix(int n, long *state) {
    double *a = malloc(n * n * sizeof *a);
    for (int i = 0; i < n * n; i++) {
        *state = (*state * 16807) % 2147483647;
        a[i] = *state / 2147483647.0 - 0.5;
    }
    return a;
}
static double *product_of_transposed(const double *p, int rows, int columns) {
    double *q = malloc(columns * columns * sizeof *q);
    for (int j = 0; j < columns; j++)
        for (int i = 0; i < columns; i++) {
            double sum = 0;
            for (int k = 0; k < rows; k++) sum += p[k + i * rows] * p[k + j * rows];
            q[i + j * columns] = sum;
        }
    return q;
}
static double *square(const double *a, int n) {
    double *b = malloc(n * n * sizeof *b);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = 0; k < n; k++) sum += a[i + k * n] * a[k + j * n];
            b[i + j * n] = sum;
        }
    return b;
}
static double trace(const double *a, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i + i * n];
    return sum;
}
static volatile int size = 5;
double kernel(void) {
    int n = size, t = 200;
    long state = 42;
    double *v = malloc(t * sizeof *v);
    for (int i = 0; i < t; i++) {
        double *parts[4];
        for (int k = 0; k < 4; k++) parts[k] = random_matrix(n, &state);
        double *p = malloc(n * 4 * n * sizeof *p);
        for (int k = 0; k < 4; k++)
            for (int j = 0; j < n; j++)
                for (int r = 0; r < n; r++) p[r + (k * n + j) * n] = parts[k][r + j * n];
        double *q = product_of_transposed(p, n, 4 * n), *s = square(q, 4 * n), *f = square(s, 4 * n);
        v[i] = trace(f, 4 * n);
        for (int k = 0; k < 4; k++) free(parts[k]);
        free(p);
        free(q);
        free(s);
        free(f);
    }
    double mean = 0, spread = 0;
    for (int i = 0; i < t; i++) mean += v[i];
    mean /= t;
    for (int i = 0; i < t; i++) spread += (v[i] - mean) * (v[i] - mean);
    free(v);
    return sqrt(spread / (t - 1)) / mean;
}
