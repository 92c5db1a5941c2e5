#include "allocator.h"

// jemalloc reads this name. Memory that a step let go of serves the next one: under a virtual machine, to touch fresh pages
// costs several times what most steps do with them.
// - one arena, so that any thread may have what another let go of; threads keep small blocks of their own
// - large blocks are treated like others: they would be given back at once
// - nothing goes back to the system before the program ends: given back bit by bit, it comes back in pages of 4 KiB
const char *malloc_conf = "narenas:1,oversize_threshold:0,dirty_decay_ms:-1";
