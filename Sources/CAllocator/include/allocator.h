// Nothing to call: the settings in allocator.c are read by jemalloc when the program starts.
#ifndef STET_ALLOCATOR_H
#define STET_ALLOCATOR_H
#endif
