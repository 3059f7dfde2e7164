/* virtio entropy device (section 5.4). */
#ifndef ENTROPY_H
#define ENTROPY_H

#include "virtio.h"

bool entropy_open(void);
/* Asks for sixteen bits and sleeps until they are there. */
int entropy_bits(void);

#endif
