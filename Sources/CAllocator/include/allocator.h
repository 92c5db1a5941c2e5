// The memory of the program `stet` on Linux: jemalloc, whose settings are in allocator.c, with blocks that come from a file without
// a name once memory is short.
#ifndef STET_ALLOCATOR_H
#define STET_ALLOCATOR_H

#include <stddef.h>

/// From here on a process that gets no more memory removes its unfinished files, says so and ends with status 5. `limit` is how many
/// bytes may be in memory at once. To be called once, before any large block is allocated.
void stet_allocator_start(size_t limit, void (*remove_unfinished_files)(void));

/// Another limit, for blocks that are yet to come.
void stet_allocator_limit(size_t limit);

/// How many bytes are in use.
size_t stet_allocator_used(void);

/// How many more bytes the folder and the limits of the process leave, beside what memory holds.
size_t stet_allocator_room(void);

#endif
