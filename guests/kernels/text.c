/* Text: copies of it, the search for a word in it (Horspool), words counted by length: byte loads, short loops. */
#include "kernel.h"

#define BYTES (1 << 18)
#define PASSES 20
#define WORD "understudy"
#define WORD_SIZE (sizeof WORD - 1)
#define WORDS_EVERY 4096
#define LENGTHS 16

static char text[BYTES], copy[BYTES];

/* Words of 1 to 8 letters, and now and then the one that is looked for. */
static void write_text(void) {
    uint64_t random = 1;
    for (uint32_t at = 0; at < BYTES;) {
        for (uint32_t letters = next_random(&random) % 8 + 1; letters > 0 && at < BYTES; letters--) {
            text[at++] = (char)('a' + next_random(&random) % 26);
        }
        if (at < BYTES) {
            text[at++] = ' ';
        }
    }
    for (uint32_t at = WORDS_EVERY; at + WORD_SIZE < BYTES; at += WORDS_EVERY) {
        memcpy(text + at, WORD, WORD_SIZE);
    }
}

static uint32_t occurrences(const char *in) {
    uint8_t skip[256];
    memset(skip, WORD_SIZE, sizeof skip);
    for (uint32_t i = 0; i + 1 < WORD_SIZE; i++) {
        skip[(uint8_t)WORD[i]] = (uint8_t)(WORD_SIZE - 1 - i);
    }
    uint32_t count = 0;
    for (uint32_t at = 0; at + WORD_SIZE <= BYTES; at += skip[(uint8_t)in[at + WORD_SIZE - 1]]) {
        count += memcmp(in + at, WORD, WORD_SIZE) == 0;
    }
    return count;
}

static uint32_t letters_in_words(const char *in) {
    uint32_t lengths[LENGTHS] = {0}, length = 0, letters = 0;
    for (uint32_t at = 0; at < BYTES; at++) {
        if (in[at] == ' ') {
            lengths[length < LENGTHS ? length : LENGTHS - 1]++;
            letters += length;
            length = 0;
        } else {
            length++;
        }
    }
    uint32_t words = 0;
    for (uint32_t i = 0; i < LENGTHS; i++) {
        words += lengths[i];
    }
    return letters + words + length;
}

bool kernel_round(void) {
    write_text();
    for (int pass = 0; pass < PASSES; pass++) {
        memcpy(copy, text, sizeof copy);
        if (occurrences(copy) != BYTES / WORDS_EVERY - 1 || letters_in_words(copy) != BYTES
            || memcmp(copy, text, sizeof copy) != 0) {
            return false;
        }
    }
    return true;
}
