/* A thousand numbers to hexadecimal text and back. */
#include <stdio.h>
#include <stdlib.h>
double kernel(void) {
    long state = 42, sum = 0;
    for (int i = 0; i < 1000; i++) {
        state = (state * 16807) % 2147483647;
        char text[17];
        snprintf(text, sizeof text, "%lx", state);
        long number = strtol(text, NULL, 16);
        if (number != state) abort();
        sum += number & 1023;
    }
    return (double)sum;
}
