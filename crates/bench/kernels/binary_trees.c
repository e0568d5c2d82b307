#include <stdlib.h>
struct tree {
    struct tree *left, *right;
};
static struct tree *grown(int depth) {
    struct tree *it = malloc(sizeof *it);
    it->left = depth == 0 ? NULL : grown(depth - 1);
    it->right = depth == 0 ? NULL : grown(depth - 1);
    return it;
}
static long nodes(struct tree *it) {
    return it->left == NULL ? 1 : 1 + nodes(it->left) + nodes(it->right);
}
static void dropped(struct tree *it) {
    if (it->left != NULL) {
        dropped(it->left);
        dropped(it->right);
    }
    free(it);
}
double kernel(void) {
    struct tree *long_lived = grown(16);
    long count = 0;
    for (int depth = 4; depth <= 16; depth += 4) {
        for (int i = 0; i < 1 << (16 - depth + 4); i++) {
            struct tree *it = grown(depth);
            count += nodes(it);
            dropped(it);
        }
    }
    count += nodes(long_lived);
    dropped(long_lived);
    return (double)count;
}
