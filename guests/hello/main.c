/* The smallest guest: says hello and ends well. */
#include "board.h"

int main(void) {
    uart_start();
    print("hello\n");
    return 0;
}
