/* Runs the kernel until it is warm, then prints a line of its result and a line of nanoseconds for each sample, then `end`. */
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
double kernel(void);
static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}
int main(int argc, char **argv) {
    double seconds = argc > 1 ? atof(argv[1]) : 1.0;
    long start = now();
    double answer = kernel();
    kernel();
    printf("%.17g\n", answer);
    for (int taken = 0; taken < (seconds > 0 ? 5 : 1) || (now() - start < seconds * 1e9 && taken < 1000); taken++) {
        long before = now();
        kernel();
        printf("%ld\n", now() - before);
    }
    puts("end");
    return 0;
}
