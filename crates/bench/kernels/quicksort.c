/* Reads and writes of a vector of floats. */
#include <stdlib.h>
static void quicksort(double *a, long lo, long hi) {
    long i = lo, j = hi;
    while (i < hi) {
        double pivot = a[(lo + hi) / 2];
        while (i <= j) {
            while (a[i] < pivot) i++;
            while (a[j] > pivot) j--;
            if (i <= j) {
                double t = a[i];
                a[i] = a[j];
                a[j] = t;
                i++;
                j--;
            }
        }
        if (lo < j) quicksort(a, lo, j);
        lo = i;
        j = hi;
    }
}
double kernel(void) {
    long state = 42;
    /* Counted from 1, as the other languages do, so that all of them split at the same places. */
    double *a = malloc(5001 * sizeof *a);
    for (int i = 1; i <= 5000; i++) {
        state = (state * 16807) % 2147483647;
        a[i] = state / 2147483647.0;
    }
    quicksort(a, 1, 5000);
    double sum = 0;
    for (int i = 1; i <= 5000; i++) sum += a[i] * i;
    free(a);
    return sum;
}
