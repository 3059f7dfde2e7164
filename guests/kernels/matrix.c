/* Products of square matrices of doubles, as the compiler makes them for RV64GC: loads, fused multiply-add. */
#include "kernel.h"

#define SIZE 96
#define PRODUCTS 14
#define BITS 0x93d34ccf7a110feaull /* folded bits of the last product, computed elsewhere */

static double left[SIZE][SIZE], right[SIZE][SIZE], product[SIZE][SIZE];

static void multiply(void) {
    for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
            double sum = 0;
            for (int i = 0; i < SIZE; i++) {
                sum += left[row][i] * right[i][column];
            }
            product[row][column] = sum;
        }
    }
}

static uint64_t folded(void) {
    uint64_t bits = 0;
    for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
            uint64_t element;
            memcpy(&element, &product[row][column], sizeof element);
            bits = bits * 31 + element;
        }
    }
    return bits;
}

bool kernel_round(void) {
    for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
            left[row][column] = 1.0 / (row + column + 1);
            right[row][column] = 1.0 / (row + 2 * column + 1);
        }
    }
    for (int i = 0; i < PRODUCTS; i++) {
        multiply();
        memcpy(left, product, sizeof left);
    }
    return folded() == BITS;
}
