/* Complex arithmetic in a loop that ends early. */
static int steps(double cr, double ci) {
    double zr = cr, zi = ci;
    for (int n = 1; n <= 80; n++) {
        if (zr * zr + zi * zi > 4.0) return n - 1;
        double r = zr * zr - zi * zi + cr;
        zi = zr * zi + zi * zr + ci;
        zr = r;
    }
    return 80;
}
double kernel(void) {
    long sum = 0;
    for (int i = -20; i <= 5; i++)
        for (int j = -10; j <= 10; j++) sum += steps(i / 10.0, j / 10.0);
    return (double)sum;
}
