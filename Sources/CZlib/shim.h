#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

/// What one call did.
struct stet_inflated {
  size_t taken, given;
  /// 0 goes on, 1 ends the stream, -1 is damage.
  int status;
};

static inline void *stet_inflater_make(void) {
  z_stream *stream = calloc(1, sizeof *stream);
  // Bare Deflate, with the largest window.
  if (stream != NULL && inflateInit2(stream, -15) != Z_OK) {
    free(stream);
    stream = NULL;
  }
  return stream;
}

static inline void stet_inflater_free(void *inflater) {
  if (inflater == NULL) return;
  inflateEnd(inflater);
  free(inflater);
}

static inline void stet_inflater_reset(void *inflater) { inflateReset(inflater); }

/// Counts are below 4 GB.
static inline struct stet_inflated stet_inflate(
    void *inflater, const void *packed, size_t packed_count, void *unpacked, size_t unpacked_count) {
  z_stream *stream = inflater;
  stream->next_in = (Bytef *)packed;
  stream->avail_in = (uInt)packed_count;
  stream->next_out = unpacked;
  stream->avail_out = (uInt)unpacked_count;
  int result = inflate(stream, Z_NO_FLUSH);
  struct stet_inflated done = {packed_count - stream->avail_in, unpacked_count - stream->avail_out, 0};
  // Without room or bytes left it only says that it could not go on.
  if (result == Z_STREAM_END) done.status = 1;
  else if (result != Z_OK && result != Z_BUF_ERROR) done.status = -1;
  return done;
}

static inline uint32_t stet_crc32(uint32_t sum, const void *bytes, size_t count) {
  return (uint32_t)crc32_z(sum, bytes, count);
}
