"""Reads files and touches memory, so that the next process finds both at hand.

    warm.py BYTES FILE …

On a virtual machine, memory that has been idle is the host's again, and the first touch of it is many times slower than
the second; what a measured process needs is therefore touched right before it.
"""

import mmap
import sys

buffer = bytearray(1 << 22)
for path in sys.argv[2:]:
    with open(path, "rb", buffering=0) as file:
        while file.readinto(buffer):
            pass

size = int(sys.argv[1]) // 4096 * 4096
if size:
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_HUGEPAGE)
    memory[::4096] = b"\1" * (size // 4096)
