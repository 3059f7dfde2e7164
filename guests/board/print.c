#include "board.h"

struct buffer {
    char *text;
    size_t size, capacity;
};

static void put(struct buffer *buffer, char c) {
    if (buffer->size + 1 < buffer->capacity) {
        buffer->text[buffer->size++] = c;
    }
}

static void put_number(struct buffer *buffer, uint64_t number, unsigned base) {
    char digits[20]; /* 2^64 has 20 decimal digits */
    int count = 0;
    do {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number != 0);
    while (count > 0) {
        put(buffer, digits[--count]);
    }
}

static void put_all(struct buffer *buffer, const char *format, va_list arguments) {
    for (; *format != 0; format++) {
        if (*format != '%') {
            put(buffer, *format);
            continue;
        }
        switch (*++format) {
            case 's':
                for (const char *text = va_arg(arguments, const char *); *text != 0; text++) {
                    put(buffer, *text);
                }
                break;
            case 'u':
                put_number(buffer, va_arg(arguments, uint64_t), 10);
                break;
            case 'x':
                put_number(buffer, va_arg(arguments, uint64_t), 16);
                break;
            case 0:
                return;
            default:
                put(buffer, *format);
        }
    }
}

size_t format(char *to, size_t capacity, const char *format, ...) {
    struct buffer buffer = {to, 0, capacity};
    va_list arguments;
    va_start(arguments, format);
    put_all(&buffer, format, arguments);
    va_end(arguments);
    to[buffer.size] = 0;
    return buffer.size;
}

void print(const char *format, ...) {
    char line[256];
    struct buffer buffer = {line, 0, sizeof line};
    va_list arguments;
    va_start(arguments, format);
    put_all(&buffer, format, arguments);
    va_end(arguments);
    uart_write(line, buffer.size);
}
