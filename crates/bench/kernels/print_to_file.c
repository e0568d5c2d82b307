/* Numbers as text, to a file that takes all. */
#include <stdio.h>
double kernel(void) {
    FILE *out = fopen("/dev/null", "w");
    for (long i = 1; i <= 10000; i++) fprintf(out, "%ld %ld\n", i, i + 1);
    fclose(out);
    return 10000;
}
