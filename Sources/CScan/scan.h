// Where the records and cells of a CSV file end, 64 bytes at a time: instructions of x86 processors that Swift cannot
// reach, and beside them plain C that does the same anywhere.
#ifndef STET_SCAN_H
#define STET_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// By what a processor has; all find the same.
typedef enum { STET_SCAN_PLAIN, STET_SCAN_AVX2, STET_SCAN_AVX512 } stet_scan_kind;

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

// Intel's manual, CPUID leaf 1: bits 12, 23 and 27 of ECX say FMA, POPCNT and OSXSAVE; leaf 7: bits 3, 5, 8, 16, 17, 30 and 31 of EBX say
// BMI1, AVX2, BMI2, AVX-512F, DQ, BW and VL, bit 6 of ECX AVX-512 VBMI2. XGETBV tells whether the system keeps the wide registers.
static inline stet_scan_kind stet_best_scan(void) {
  unsigned int a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & 0x08801000) != 0x08801000) return STET_SCAN_PLAIN;
  unsigned int low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & 0x06) != 0x06) return STET_SCAN_PLAIN;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & 0x128) != 0x128) return STET_SCAN_PLAIN;
  const bool is_widest = (b & 0xC0030000) == 0xC0030000 && (c & (1u << 6)) && (low & 0xE6) == 0xE6;
  return is_widest ? STET_SCAN_AVX512 : STET_SCAN_AVX2;
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

#define STET_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define STET_TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi,bmi2,popcnt")))

typedef struct {
  __m512i bytes;
} stet_widest;

STET_TARGET_AVX512 static inline stet_widest stet_load_widest(const uint8_t *bytes) {
  return (stet_widest){_mm512_loadu_si512(bytes)};
}

STET_TARGET_AVX512 static inline uint64_t stet_equal_widest(stet_widest chunk, uint8_t byte) {
  return _mm512_cmpeq_epi8_mask(chunk.bytes, _mm512_set1_epi8((char)byte));
}

STET_TARGET_AVX512 static inline uint64_t stet_high_widest(stet_widest chunk) {
  return _mm512_movepi8_mask(chunk.bytes);
}

// Sixteen places at a time, taken together from the numbers of all 64.
STET_TARGET_AVX512 static inline int32_t *stet_write_ends_widest(int32_t *next, int32_t base, uint64_t cells) {
  __m512i places = _mm512_maskz_compress_epi8(
      cells, _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39,
                             38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14,
                             13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  const int total = __builtin_popcountll(cells);
  for (int done = 0; done < total; done += 16) {
    const __m512i sixteen = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
    _mm512_storeu_si512(next + done, _mm512_add_epi32(sixteen, _mm512_set1_epi32(base)));
    places = _mm512_alignr_epi64(places, places, 2);
  }
  return next + total;
}
#else
static inline stet_scan_kind stet_best_scan(void) { return STET_SCAN_PLAIN; }
#endif

// Where each set bit stands, eight at a time, whether or not there are so many: what is too much is overwritten.
__attribute__((always_inline)) static inline int32_t *stet_write_ends(int32_t *next, int32_t base, uint64_t cells) {
  const int total = __builtin_popcountll(cells);
  for (int done = 0; done < total; done += 8) {
    for (int place = 0; place < 8; place++) {
      next[done + place] = base + (cells ? __builtin_ctzll(cells) : 0);
      cells &= cells - 1;
    }
  }
  return next + total;
}

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

// `cells`, `records` and `end` are of whole records: behind the last line feed outside quotes begins a record that may be cut off. What
// the others say can be about that record, too.
typedef struct {
  size_t cells;
  size_t records;
  size_t end;
  size_t quotes;
  // Line feeds and carriage returns inside quotes.
  size_t quoted_breaks;
  bool has_return;
  // A carriage return outside quotes without a line feed behind it.
  bool has_lone_return;
  bool has_high;
  // A quote that neither begins nor ends a cell, nor stands beside another one inside one.
  bool has_stray_quote;
  // Two quotes beside each other inside a cell, which stand for one.
  bool has_doubled_quote;
} stet_cells;

// Writes where each cell ends. `bytes` begins outside quotes; 64 bytes behind `count` can be read, and are zero. `ends` has room for
// `count + 64` of them. Each bit of `highs` tells whether 64 bytes have one that is not ASCII.
#define STET_CELLS(KIND, TARGET, WRITE)                                                                                \
  TARGET static inline stet_cells stet_cells_##KIND(const uint8_t *bytes, size_t count, uint8_t delimiter,             \
                                                    int32_t *ends, uint64_t *highs) {                                  \
    stet_cells found = {0, 0, 0, 0, 0, false, false, false, false, false};                                             \
    uint64_t open = 0, high = 0, returned = 0, lone = 0;                                                               \
    /* Whether the byte before may stand in front of a quote that opens, and whether it is a quote that closed. */     \
    uint64_t before = 1, closed = 0, stray = 0, doubled = 0;                                                           \
    bool has_high = false;                                                                                             \
    int32_t *next = ends;                                                                                              \
    for (size_t base = 0; base < count; base += 64) {                                                                  \
      /* Where the next byte is known, too. */                                                                         \
      const uint64_t known = count - base > 64 ? ~(uint64_t)0 : ((uint64_t)1 << (count - base - 1)) - 1;               \
      const stet_##KIND chunk = stet_load_##KIND(bytes + base);                                                        \
      high |= (uint64_t)(stet_high_##KIND(chunk) != 0) << (base >> 6 & 63);                                            \
      if ((base >> 6 & 63) == 63 || count - base <= 64) {                                                              \
        highs[base >> 12] = high;                                                                                      \
        has_high |= high != 0;                                                                                         \
        high = 0;                                                                                                      \
      }                                                                                                                \
      const uint64_t quotes = stet_equal_##KIND(chunk, '"');                                                           \
      uint64_t feeds = stet_equal_##KIND(chunk, '\n');                                                                 \
      uint64_t returns = stet_equal_##KIND(chunk, '\r');                                                               \
      uint64_t cells = feeds | stet_equal_##KIND(chunk, delimiter);                                                    \
      if (quotes | open | closed) {                                                                                    \
        const uint64_t inside = stet_parity(quotes) ^ open;                                                            \
        open = (uint64_t)((int64_t)inside >> 63);                                                                      \
        found.quotes += (size_t)__builtin_popcountll(quotes);                                                          \
        const uint64_t ends = cells & ~inside, closing = quotes & ~inside;                                             \
        stray |= quotes & inside & ~((ends | quotes) << 1 | before);                                                   \
        stray |= ((closing & known) << 1 | closed) & ~(ends | quotes | (returns & ~inside));                           \
        doubled |= (closing << 1 | closed) & quotes;                                                                   \
        closed = (closing & known) >> 63;                                                                              \
        found.quoted_breaks += (size_t)__builtin_popcountll((feeds | returns) & inside);                               \
        cells &= ~inside;                                                                                              \
        feeds &= ~inside;                                                                                              \
        returns &= ~inside;                                                                                            \
      }                                                                                                                \
      before = (cells | quotes) >> 63;                                                                                 \
      if (returns) {                                                                                                   \
        returned = 1;                                                                                                  \
        const uint64_t followed = feeds >> 1 | (uint64_t)(bytes[base + 64] == '\n') << 63;                             \
        lone |= returns & ~followed & known;                                                                           \
      }                                                                                                                \
      found.records += (size_t)__builtin_popcountll(feeds);                                                            \
      next = WRITE(next, (int32_t)base, cells);                                                                        \
    }                                                                                                                  \
    while (next > ends && bytes[next[-1]] != '\n') next--;                                                             \
    found.cells = (size_t)(next - ends);                                                                               \
    found.end = next > ends ? (size_t)next[-1] + 1 : 0;                                                                \
    found.has_return = returned != 0;                                                                                  \
    found.has_lone_return = lone != 0;                                                                                 \
    found.has_high = has_high;                                                                                         \
    found.has_stray_quote = stray != 0;                                                                                \
    found.has_doubled_quote = doubled != 0;                                                                            \
    return found;                                                                                                      \
  }

// Whether all is well-formed UTF-8 (Unicode 15, table 3-7).
static inline bool stet_is_utf8_plain(const uint8_t *bytes, size_t count) {
  size_t at = 0;
  while (at < count) {
    const uint8_t lead = bytes[at];
    if (lead < 0x80) {
      at++;
      continue;
    }
    const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const uint8_t lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const uint8_t highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead < 0xC2 || lead > 0xF4 || at + length > count) return false;
    if (bytes[at + 1] < lowest || bytes[at + 1] > highest) return false;
    for (size_t rest = 2; rest < length; rest++) {
      if ((bytes[at + rest] & 0xC0) != 0x80) return false;
    }
    at += length;
  }
  return true;
}

#if defined(__x86_64__)
// What may be wrong with two neighboring bytes. Each of three tables, by the halves of the first byte and the upper half of
// the second, tells what it cannot rule out; what none rules out is wrong. After Keiser and Lemire, "Validating UTF-8 in
// less than one instruction per byte" (2021).
enum {
  STET_TOO_SHORT = 1,
  STET_TOO_LONG = 2,
  STET_OVERLONG_3 = 4,
  STET_TOO_LARGE = 8,
  STET_SURROGATE = 16,
  STET_OVERLONG_2 = 32,
  // Overlong in four bytes, or above U+10FFFF by the second byte.
  STET_FOUR = 64,
  STET_TWO_CONTINUED = 128,
  STET_ALWAYS = STET_TOO_SHORT | STET_TOO_LONG | STET_TWO_CONTINUED,
  STET_LARGE = STET_ALWAYS | STET_TOO_LARGE | STET_FOUR,
  STET_CONTINUED = STET_TOO_LONG | STET_OVERLONG_2 | STET_TWO_CONTINUED,
};

#define STET_TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

__attribute__((target("avx2"))) static inline __m256i stet_utf8_errors(const uint8_t *bytes) {
  const __m256i low_half = _mm256_set1_epi8(0x0F);
  const __m256i now = _mm256_loadu_si256((const __m256i *)bytes);
  const __m256i one_before = _mm256_loadu_si256((const __m256i *)(bytes - 1));
  const __m256i two_before = _mm256_loadu_si256((const __m256i *)(bytes - 2));
  const __m256i three_before = _mm256_loadu_si256((const __m256i *)(bytes - 3));
  const __m256i first_high = _mm256_shuffle_epi8(
      STET_TWICE(STET_TOO_LONG, STET_TOO_LONG, STET_TOO_LONG, STET_TOO_LONG, STET_TOO_LONG, STET_TOO_LONG, STET_TOO_LONG,
                 STET_TOO_LONG, (char)STET_TWO_CONTINUED, (char)STET_TWO_CONTINUED, (char)STET_TWO_CONTINUED,
                 (char)STET_TWO_CONTINUED, STET_TOO_SHORT | STET_OVERLONG_2, STET_TOO_SHORT,
                 STET_TOO_SHORT | STET_OVERLONG_3 | STET_SURROGATE, STET_TOO_SHORT | STET_TOO_LARGE | STET_FOUR),
      _mm256_and_si256(_mm256_srli_epi16(one_before, 4), low_half));
  const __m256i first_low = _mm256_shuffle_epi8(
      STET_TWICE((char)(STET_ALWAYS | STET_OVERLONG_3 | STET_OVERLONG_2 | STET_FOUR), (char)(STET_ALWAYS | STET_OVERLONG_2),
                 (char)STET_ALWAYS, (char)STET_ALWAYS, (char)(STET_ALWAYS | STET_TOO_LARGE), (char)STET_LARGE,
                 (char)STET_LARGE, (char)STET_LARGE, (char)STET_LARGE, (char)STET_LARGE, (char)STET_LARGE, (char)STET_LARGE,
                 (char)STET_LARGE, (char)(STET_LARGE | STET_SURROGATE), (char)STET_LARGE, (char)STET_LARGE),
      _mm256_and_si256(one_before, low_half));
  const __m256i second_high = _mm256_shuffle_epi8(
      STET_TWICE(STET_TOO_SHORT, STET_TOO_SHORT, STET_TOO_SHORT, STET_TOO_SHORT, STET_TOO_SHORT, STET_TOO_SHORT,
                 STET_TOO_SHORT, STET_TOO_SHORT, (char)(STET_CONTINUED | STET_OVERLONG_3 | STET_FOUR),
                 (char)(STET_CONTINUED | STET_OVERLONG_3 | STET_TOO_LARGE),
                 (char)(STET_CONTINUED | STET_SURROGATE | STET_TOO_LARGE),
                 (char)(STET_CONTINUED | STET_SURROGATE | STET_TOO_LARGE), STET_TOO_SHORT, STET_TOO_SHORT, STET_TOO_SHORT,
                 STET_TOO_SHORT),
      _mm256_and_si256(_mm256_srli_epi16(now, 4), low_half));
  const __m256i pairs = _mm256_and_si256(_mm256_and_si256(first_high, first_low), second_high);
  // The third byte of three and the third and fourth of four must continue, and nothing else may follow a continuation.
  const __m256i third = _mm256_subs_epu8(two_before, _mm256_set1_epi8((char)(0xE0 - 0x80)));
  const __m256i fourth = _mm256_subs_epu8(three_before, _mm256_set1_epi8((char)(0xF0 - 0x80)));
  const __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
  return _mm256_xor_si256(must, pairs);
}

// The three bytes in front of the first one are ASCII, and the last one is. Where neither 64 bytes nor the 64 before them have another
// byte, there is nothing to look at.
__attribute__((target("avx2,bmi"))) static inline bool stet_is_utf8_wide(const uint8_t *bytes, size_t count, const uint64_t *highs) {
  __m256i errors = _mm256_setzero_si256();
  uint64_t before = 0;
  for (size_t base = 0; base < count; base += 4096) {
    const uint64_t here = highs[base >> 12];
    for (uint64_t left = here | here << 1 | before; left != 0; left &= left - 1) {
      const size_t place = base + 64 * (size_t)__builtin_ctzll(left);
      if (place >= count) break;
      errors = _mm256_or_si256(errors, stet_utf8_errors(bytes + place));
      errors = _mm256_or_si256(errors, stet_utf8_errors(bytes + place + 32));
    }
    before = here >> 63;
  }
  return _mm256_testz_si256(errors, errors);
}
#endif

STET_CELLS(plain, , stet_write_ends)
#if defined(__x86_64__)
STET_CELLS(wide, STET_TARGET_AVX2, stet_write_ends)
STET_CELLS(widest, STET_TARGET_AVX512, stet_write_ends_widest)
#endif

// `highs` as `stet_scan_cells` found them.
static inline bool stet_is_utf8(const uint8_t *bytes, size_t count, const uint64_t *highs, stet_scan_kind kind) {
#if defined(__x86_64__)
  if (kind != STET_SCAN_PLAIN) return stet_is_utf8_wide(bytes, count, highs);
#endif
  (void)highs;
  return stet_is_utf8_plain(bytes, count);
}

static inline stet_cells stet_scan_cells(const uint8_t *bytes, size_t count, uint8_t delimiter, int32_t *ends,
                                         uint64_t *highs, stet_scan_kind kind) {
#if defined(__x86_64__)
  if (kind == STET_SCAN_AVX512) return stet_cells_widest(bytes, count, delimiter, ends, highs);
  if (kind == STET_SCAN_AVX2) return stet_cells_wide(bytes, count, delimiter, ends, highs);
#endif
  return stet_cells_plain(bytes, count, delimiter, ends, highs);
}

#endif
