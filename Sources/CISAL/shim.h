#include <stdint.h>
#include <stdlib.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

// The state has arrays of 64 KB, which Swift does not import; and Swift need not know the twelve fields that drive the library.

/// What one call did.
struct stet_inflated {
  size_t taken, given;
  /// 0 goes on, 1 ends the stream, -1 is damage.
  int status;
  /// At the end of the stream: bytes that were taken and come after it, the first one lowest.
  uint64_t after;
  int after_count;
};

static inline void *stet_inflater_make(void) {
  struct inflate_state *state = malloc(sizeof *state);
  if (state != NULL) isal_inflate_init(state);
  return state;
}

static inline void stet_inflater_free(void *state) { free(state); }

static inline void stet_inflater_reset(void *state) { isal_inflate_reset(state); }

/// Bare Deflate; counts below 4 GB.
static inline struct stet_inflated stet_inflate(
    void *inflater, const void *packed, size_t packed_count, void *unpacked, size_t unpacked_count) {
  struct inflate_state *state = inflater;
  state->next_in = (uint8_t *)packed;
  state->avail_in = (uint32_t)packed_count;
  state->next_out = unpacked;
  state->avail_out = (uint32_t)unpacked_count;
  int result = isal_inflate(state);
  struct stet_inflated done = {packed_count - state->avail_in, unpacked_count - state->avail_out, 0, 0, 0};
  if (result != ISAL_DECOMP_OK && result != ISAL_END_INPUT && result != ISAL_OUT_OVERFLOW) {
    done.status = -1;
  } else if (state->block_state == ISAL_BLOCK_FINISH) {
    done.status = 1;
    // The stream ends within a byte, of which the rest means nothing.
    done.after_count = state->read_in_length / 8;
    done.after = state->read_in >> (state->read_in_length % 8);
  }
  return done;
}
