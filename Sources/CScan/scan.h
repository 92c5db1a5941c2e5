// Where the records and cells of a CSV file end, 64 bytes at a time: instructions of x86 processors that Swift cannot
// reach, and beside them plain C that does the same anywhere.
#ifndef STET_SCAN_H
#define STET_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

// Intel's manual, CPUID leaf 7: bit 5 of EBX says AVX2, bit 3 BMI1; leaf 1: bits 23 and 27 of ECX say POPCNT and OSXSAVE.
// XGETBV tells whether the system keeps the wide registers.
static inline bool stet_has_wide_scan(void) {
  unsigned int a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 23)) || !(c & (1u << 27))) return false;
  unsigned int low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & 6) != 6) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 5)) && (b & (1u << 3));
}

typedef struct {
  __m256i low, high;
} stet_wide;

__attribute__((target("avx2"))) static inline stet_wide stet_load_wide(const uint8_t *bytes) {
  return (stet_wide){_mm256_loadu_si256((const __m256i *)bytes), _mm256_loadu_si256((const __m256i *)(bytes + 32))};
}

__attribute__((target("avx2"))) static inline uint64_t stet_equal_wide(stet_wide chunk, uint8_t byte) {
  const __m256i wanted = _mm256_set1_epi8((char)byte);
  const uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(chunk.low, wanted));
  const uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(chunk.high, wanted));
  return (uint64_t)high << 32 | low;
}

__attribute__((target("avx2"))) static inline uint64_t stet_high_wide(stet_wide chunk) {
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(chunk.low, chunk.high));
}
#else
static inline bool stet_has_wide_scan(void) { return false; }
#endif

// Asks for a cache line that will be read soon.
static inline void stet_prefetch(const void *address) { __builtin_prefetch(address); }

typedef struct {
  const uint8_t *bytes;
} stet_plain;

static inline stet_plain stet_load_plain(const uint8_t *bytes) { return (stet_plain){bytes}; }

static inline uint64_t stet_equal_plain(stet_plain chunk, uint8_t byte) {
  uint64_t mask = 0;
  for (int place = 0; place < 64; place++) mask |= (uint64_t)(chunk.bytes[place] == byte) << place;
  return mask;
}

static inline uint64_t stet_high_plain(stet_plain chunk) {
  uint8_t all = 0;
  for (int place = 0; place < 64; place++) all |= chunk.bytes[place];
  return all & 0x80;
}

// Each bit the parity of the bits up to and with it: between an odd quote and the next one lies quoted text.
static inline uint64_t stet_parity(uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ bits << 32;
}

typedef struct {
  size_t records;
  // Behind the last line feed outside quotes.
  size_t end;
} stet_records;

typedef struct {
  size_t cells;
  size_t quotes;
  // Line feeds and carriage returns inside quotes.
  size_t quoted_breaks;
  bool has_return;
  // A carriage return outside quotes without a line feed behind it.
  bool has_lone_return;
  bool has_high;
} stet_cells;

// `bytes` begins outside quotes; 64 bytes behind `count` can be read, and are zero.
#define STET_RECORDS(KIND, TARGET)                                                                                     \
  TARGET static inline stet_records stet_records_##KIND(const uint8_t *bytes, size_t count) {                          \
    stet_records found = {0, 0};                                                                                       \
    uint64_t open = 0;                                                                                                 \
    for (size_t base = 0; base < count; base += 64) {                                                                  \
      const stet_##KIND chunk = stet_load_##KIND(bytes + base);                                                        \
      const uint64_t quotes = stet_equal_##KIND(chunk, '"');                                                           \
      uint64_t feeds = stet_equal_##KIND(chunk, '\n');                                                                 \
      if (quotes | open) {                                                                                             \
        const uint64_t inside = stet_parity(quotes) ^ open;                                                            \
        open = (uint64_t)((int64_t)inside >> 63);                                                                      \
        feeds &= ~inside;                                                                                              \
      }                                                                                                                \
      if (feeds) {                                                                                                     \
        found.records += (size_t)__builtin_popcountll(feeds);                                                          \
        found.end = base + 64 - (size_t)__builtin_clzll(feeds);                                                        \
      }                                                                                                                \
    }                                                                                                                  \
    return found;                                                                                                      \
  }

// Writes where each cell ends. `ends` has room for `count + 64` of them.
#define STET_CELLS(KIND, TARGET)                                                                                       \
  TARGET static inline stet_cells stet_cells_##KIND(const uint8_t *bytes, size_t count, uint8_t delimiter,             \
                                                    int32_t *ends) {                                                   \
    stet_cells found = {0, 0, 0, false, false, false};                                                                 \
    uint64_t open = 0, high = 0, returned = 0, lone = 0;                                                               \
    int32_t *next = ends;                                                                                              \
    for (size_t base = 0; base < count; base += 64) {                                                                  \
      const stet_##KIND chunk = stet_load_##KIND(bytes + base);                                                        \
      high |= stet_high_##KIND(chunk);                                                                                 \
      const uint64_t quotes = stet_equal_##KIND(chunk, '"');                                                           \
      uint64_t feeds = stet_equal_##KIND(chunk, '\n');                                                                 \
      uint64_t returns = stet_equal_##KIND(chunk, '\r');                                                               \
      uint64_t cells = feeds | stet_equal_##KIND(chunk, delimiter);                                                    \
      if (quotes | open) {                                                                                             \
        const uint64_t inside = stet_parity(quotes) ^ open;                                                            \
        open = (uint64_t)((int64_t)inside >> 63);                                                                      \
        found.quotes += (size_t)__builtin_popcountll(quotes);                                                          \
        found.quoted_breaks += (size_t)__builtin_popcountll((feeds | returns) & inside);                               \
        cells &= ~inside;                                                                                              \
        returns &= ~inside;                                                                                            \
      }                                                                                                                \
      if (returns) {                                                                                                   \
        returned = 1;                                                                                                  \
        const uint64_t followed = feeds >> 1 | (uint64_t)(bytes[base + 64] == '\n') << 63;                             \
        lone |= returns & ~followed;                                                                                   \
      }                                                                                                                \
      const int total = __builtin_popcountll(cells);                                                                   \
      /* Eight at a time, whether or not there are so many: what is too much is overwritten. */                        \
      for (int done = 0; done < total; done += 8) {                                                                    \
        for (int place = 0; place < 8; place++) {                                                                      \
          next[done + place] = (int32_t)base + (cells ? __builtin_ctzll(cells) : 0);                                   \
          cells &= cells - 1;                                                                                          \
        }                                                                                                              \
      }                                                                                                                \
      next += total;                                                                                                   \
    }                                                                                                                  \
    found.cells = (size_t)(next - ends);                                                                               \
    found.has_return = returned != 0;                                                                                  \
    found.has_lone_return = lone != 0;                                                                                 \
    found.has_high = high != 0;                                                                                        \
    return found;                                                                                                      \
  }

STET_RECORDS(plain, )
STET_CELLS(plain, )
#if defined(__x86_64__)
STET_RECORDS(wide, __attribute__((target("avx2,bmi,popcnt"))))
STET_CELLS(wide, __attribute__((target("avx2,bmi,popcnt"))))
#endif

static inline stet_records stet_scan_records(const uint8_t *bytes, size_t count, bool is_wide) {
#if defined(__x86_64__)
  if (is_wide) return stet_records_wide(bytes, count);
#endif
  return stet_records_plain(bytes, count);
}

static inline stet_cells stet_scan_cells(const uint8_t *bytes, size_t count, uint8_t delimiter, int32_t *ends,
                                         bool is_wide) {
#if defined(__x86_64__)
  if (is_wide) return stet_cells_wide(bytes, count, delimiter, ends);
#endif
  return stet_cells_plain(bytes, count, delimiter, ends);
}

#endif
