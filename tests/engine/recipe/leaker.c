/* Leaks memory, so that LeakSanitizer has something to find when the program ends. Much of it: what a forgotten
   register or stack slot still points to is not counted as leaked. */
#include <stdlib.h>

char *volatile last;

int main(void) {
    for (int n = 0; n < 100; n++)
        last = malloc(4242);
    last = 0;
    return 0;
}
