/* Leaks memory, so that LeakSanitizer has something to find when the program ends. */
#include <stdlib.h>

char *volatile last;

int main(void) {
    last = malloc(4242);
    last = 0;
    return 0;
}
