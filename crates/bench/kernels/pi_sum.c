/* Divisions in a loop. */
double kernel(void) {
    double sum = 0;
    for (int j = 0; j < 20; j++) {
        sum = 0;
        for (long k = 1; k <= 10000; k++) {
            sum += 1.0 / (double)(k * k);
            /* Else the outer loop is a loop over nothing. */
            __asm__ volatile("" : "+x"(sum));
        }
    }
    return sum;
}
