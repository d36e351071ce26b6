/* What C debuggers are pointed at. Without arguments it ends after three ticks; with one it goes on for ever. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

char secret[] = "the-memory-secret";

int tick(int n) { return n + 1; }

int main(int count, char **words) {
    puts("ready");
    fflush(stdout);
    struct timespec pause = {0, 20 * 1000 * 1000};
    for (int n = 0; count > 1 || n < 3; n = tick(n)) {
        nanosleep(&pause, 0);
        getppid();
    }
    return words == 0;
}
