/* An interpreter of a small stack machine: an indirect jump every few instructions, as in python or awk. */
#include "kernel.h"

enum { PUSH, LOAD, STORE, ADD, MULTIPLY, HALVE, IS_ODD, IS_LESS, EQUALS, JUMP, JUMP_IF_NOT, END };
enum { NUMBER, LONGEST, BEST, VALUE, STEPS, VARIABLES };

#define BELOW 5000
#define LONGEST_BELOW 3711 /* has the longest Collatz sequence below 5,000 … */
#define STEPS_OF_LONGEST 237 /* … of so many steps */

/* For each number from 1 its Collatz sequence; the number with the longest one stays in LONGEST. */
static const int16_t program[] = {
    /*  0 */ PUSH, 1, STORE, NUMBER,
    /*  4 */ PUSH, 0, STORE, BEST,
    /*  8 */ LOAD, NUMBER, PUSH, BELOW, IS_LESS, JUMP_IF_NOT, 75,
    /* 15 */ LOAD, NUMBER, STORE, VALUE, PUSH, 0, STORE, STEPS,
    /* 23 */ LOAD, VALUE, PUSH, 1, EQUALS, JUMP_IF_NOT, 32, JUMP, 54,
    /* 32 */ LOAD, STEPS, PUSH, 1, ADD, STORE, STEPS, LOAD, VALUE, IS_ODD, JUMP_IF_NOT, 77,
    /* 44 */ LOAD, VALUE, PUSH, 3, MULTIPLY, JUMP, 84, END, END, END,
    /* 54 */ LOAD, BEST, LOAD, STEPS, IS_LESS, JUMP_IF_NOT, 69,
    /* 61 */ LOAD, STEPS, STORE, BEST, LOAD, NUMBER, STORE, LONGEST,
    /* 69 */ LOAD, NUMBER, PUSH, 1, JUMP, 91,
    /* 75 */ END, END,
    /* 77 */ LOAD, VALUE, HALVE, STORE, VALUE, JUMP, 23,
    /* 84 */ PUSH, 1, ADD, STORE, VALUE, JUMP, 23,
    /* 91 */ ADD, STORE, NUMBER, JUMP, 8,
};

static int64_t variables[VARIABLES];

static void run(void) {
    int64_t stack[16], *top = stack;
    for (const int16_t *at = program;;) {
        switch (*at++) {
        case PUSH: *top++ = *at++; break;
        case LOAD: *top++ = variables[*at++]; break;
        case STORE: variables[*at++] = *--top; break;
        case ADD: top--; top[-1] += *top; break;
        case MULTIPLY: top--; top[-1] *= *top; break;
        case HALVE: top[-1] >>= 1; break;
        case IS_ODD: top[-1] &= 1; break;
        case IS_LESS: top--; top[-1] = top[-1] < *top; break;
        case EQUALS: top--; top[-1] = top[-1] == *top; break;
        case JUMP: at = program + *at; break;
        case JUMP_IF_NOT: at = *--top != 0 ? at + 1 : program + *at; break;
        default: return;
        }
    }
}

bool kernel_round(void) {
    run();
    return variables[LONGEST] == LONGEST_BELOW && variables[BEST] == STEPS_OF_LONGEST;
}
