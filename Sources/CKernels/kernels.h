// Kernels over a batch of rows that need instructions which Swift cannot reach on the plainest processor of a platform: which of
// them a processor has is asked once.
//
// Every form of a kernel gives the same bits: sums have the same eight partial sums, and a multiplication is fused with an addition
// only where what comes out is proven to be the rounded quotient.

#ifndef STET_KERNELS_H
#define STET_KERNELS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "loops.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// MARK: - Which rows are kept

// The places of the flags that are 1 after flipping, in order; how many there are. Eight more places may be written to.
static inline size_t stet_places_plain(const uint8_t *flags, size_t count, uint8_t flip, int32_t *places, size_t row, size_t kept) {
  const uint64_t ones = 0x0101010101010101;
  for (; row + 8 <= count; row += 8) {
    uint64_t word;
    memcpy(&word, flags + row, 8);
    word ^= ones * flip;
    if (word == ones) {
      for (int place = 0; place < 8; place++) places[kept + place] = (int32_t)(row + place);
      kept += 8;
    } else if (word != 0) {
      // Written whether or not it is kept: a branch would be mispredicted too often.
      for (int place = 0; place < 8; place++) {
        places[kept] = (int32_t)(row + place);
        kept += flags[row + place] ^ flip;
      }
    }
  }
  for (; row < count; row++) {
    places[kept] = (int32_t)row;
    kept += flags[row] ^ flip;
  }
  return kept;
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw,avx512vl,popcnt"))) static inline size_t
stet_places_avx512(const uint8_t *flags, size_t count, uint8_t flip, int32_t *places) {
  size_t row = 0, kept = 0;
  const __m128i flips = _mm_set1_epi8((char)flip);
  const __m512i step = _mm512_set1_epi32(16);
  __m512i rows = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (; row + 16 <= count; row += 16) {
    __m128i chunk = _mm_loadu_si128((const __m128i *)(flags + row));
    __mmask16 mask = _mm_cmpneq_epi8_mask(chunk, flips);
    // Compressing into a register and storing all of it is faster than compressing into memory.
    _mm512_storeu_si512(places + kept, _mm512_maskz_compress_epi32(mask, rows));
    kept += (size_t)__builtin_popcount(mask);
    rows = _mm512_add_epi32(rows, step);
  }
  return stet_places_plain(flags, count, flip, places, row, kept);
}
#endif

// `places` has room for `count` and sixteen more.
static inline size_t stet_places(stet_kernels kind, const uint8_t *flags, size_t count, uint8_t flip, int32_t *places) {
#if defined(__x86_64__)
  if (kind == STET_KERNELS_AVX512) return stet_places_avx512(flags, count, flip, places);
#endif
  return stet_places_plain(flags, count, flip, places, 0, 0);
}

// MARK: - Flags as bits

// 64 bits from a place on, of which what lies behind the last word is 0.
static inline uint64_t stet_bits_from(const uint64_t *words, size_t place, size_t count) {
  const size_t word = place / 64, shift = place % 64, last = (count - 1) / 64;
  uint64_t bits = words[word] >> shift;
  if (shift != 0 && word < last) bits |= words[word + 1] << (64 - shift);
  return bits;
}

// Eight bits as eight bytes of 0 or 1, the lowest bit first.
static inline uint64_t stet_spread_eight(uint64_t bits) {
  const uint64_t chosen = (bits & 255) * 0x0101010101010101 & 0x8040201008040201;
  return (chosen + 0x7F7F7F7F7F7F7F7F) >> 7 & 0x0101010101010101;
}

static inline int stet_spread_plain(
    const uint64_t *words, size_t start, size_t count, uint8_t *flags, size_t row, uint64_t all) {
  for (; row < count; row += 64) {
    const size_t length = count - row < 64 ? count - row : 64;
    uint64_t bits = stet_bits_from(words, start + row, start + count);
    all &= bits | (length == 64 ? 0 : ~(uint64_t)0 << length);
    size_t place = 0;
    for (; place + 8 <= length; place += 8) {
      const uint64_t eight = stet_spread_eight(bits >> place);
      memcpy(flags + row + place, &eight, 8);
    }
    for (; place < length; place++) flags[row + place] = bits >> place & 1;
  }
  return all == ~(uint64_t)0;
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw"))) static inline int stet_spread_avx512(
    const uint64_t *words, size_t start, size_t count, uint8_t *flags) {
  uint64_t all = ~(uint64_t)0;
  const __m512i one = _mm512_set1_epi8(1);
  size_t row = 0;
  for (; row + 64 <= count; row += 64) {
    const uint64_t bits = stet_bits_from(words, start + row, start + count);
    all &= bits;
    _mm512_storeu_si512(flags + row, _mm512_maskz_mov_epi8(bits, one));
  }
  return stet_spread_plain(words, start, count, flags, row, all);
}
#endif

// Bits from `start` on as flags; whether all are 1.
static inline int stet_spread(
    stet_kernels kind, const uint64_t *words, size_t start, size_t count, uint8_t *flags) {
#if defined(__x86_64__)
  if (kind == STET_KERNELS_AVX512) return stet_spread_avx512(words, start, count, flags);
#endif
  return stet_spread_plain(words, start, count, flags, 0, ~(uint64_t)0);
}

// MARK: - The values of kept rows

// Only where `stet_keeps` is true of the processor: others take the rows one by one.
static inline int stet_keeps(stet_kernels kind) { return kind == STET_KERNELS_AVX512; }

#if defined(__x86_64__)
#define STET_KEEP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt")))

// The flags as bits, after flipping; as many words as there are 64 of them, and what is behind the last is 0.
STET_KEEP_TARGET static inline void stet_flag_bits(const uint8_t *flags, size_t count, uint8_t flip, uint64_t *words) {
  const __m512i flips = _mm512_set1_epi8((char)flip);
  size_t row = 0;
  for (; row + 64 <= count; row += 64) words[row / 64] = _mm512_cmpneq_epi8_mask(_mm512_loadu_si512(flags + row), flips);
  if (row == count) return;
  uint64_t bits = 0;
  for (size_t place = row; place < count; place++) bits |= (uint64_t)(flags[place] ^ flip) << (place - row);
  words[row / 64] = bits;
}

// The values whose bits are 1, in order. Nothing is written beyond them.
STET_KEEP_TARGET static inline void stet_keep64(
    const uint64_t *values, const uint64_t *words, size_t count, size_t kept, uint64_t *results) {
  size_t done = 0;
  for (size_t row = 0; row < count; row += 8) {
    __mmask8 mask = (__mmask8)(words[row / 64] >> row % 64);
    // What lies behind the last row is not read.
    __m512i eight = _mm512_maskz_compress_epi64(mask, _mm512_maskz_loadu_epi64(mask, values + row));
    if (done + 8 <= kept) _mm512_storeu_si512(results + done, eight);
    else _mm512_mask_storeu_epi64(results + done, (__mmask8)((1u << (kept - done)) - 1), eight);
    done += (size_t)__builtin_popcount(mask);
  }
}

STET_KEEP_TARGET static inline void stet_keep32(
    const uint32_t *values, const uint64_t *words, size_t count, size_t kept, uint32_t *results) {
  size_t done = 0;
  for (size_t row = 0; row < count; row += 16) {
    __mmask16 mask = (__mmask16)(words[row / 64] >> row % 64);
    __m512i chunk = _mm512_maskz_compress_epi32(mask, _mm512_maskz_loadu_epi32(mask, values + row));
    if (done + 16 <= kept) _mm512_storeu_si512(results + done, chunk);
    else _mm512_mask_storeu_epi32(results + done, (__mmask16)((1u << (kept - done)) - 1), chunk);
    done += (size_t)__builtin_popcount(mask);
  }
}

// The same of bits from `start` on, as flags; whether all are 1.
STET_KEEP_TARGET static inline int stet_keep_bits(
    const uint64_t *bits, size_t start, const uint64_t *words, size_t count, size_t kept, uint8_t *results) {
  const __m512i one = _mm512_set1_epi8(1);
  uint64_t lost = 0;
  size_t done = 0;
  for (size_t row = 0; row < count; row += 64) {
    const uint64_t mask = words[row / 64], present = stet_bits_from(bits, start + row, start + count);
    lost |= mask & ~present;
    __m512i flags = _mm512_maskz_mov_epi8(_pext_u64(present, mask), one);
    if (done + 64 <= kept) _mm512_storeu_si512(results + done, flags);
    else _mm512_mask_storeu_epi8(results + done, (kept == done ? 0 : ~(uint64_t)0 >> (64 - (kept - done))), flags);
    done += (size_t)__builtin_popcountll(mask);
  }
  return lost == 0;
}
#else
static inline void stet_flag_bits(const uint8_t *flags, size_t count, uint8_t flip, uint64_t *words) {}
static inline void stet_keep64(
    const uint64_t *values, const uint64_t *words, size_t count, size_t kept, uint64_t *results) {}
static inline void stet_keep32(
    const uint32_t *values, const uint64_t *words, size_t count, size_t kept, uint32_t *results) {}
static inline int stet_keep_bits(
    const uint64_t *bits, size_t start, const uint64_t *words, size_t count, size_t kept, uint8_t *results) {
  return 0;
}
#endif

// MARK: - Sums of floats

// Eight sums side by side with what each addition lost (Sum2; Ogita, Rump and Oishi 2005): `sums` has the eight high parts and then
// the eight low ones. Where there are flags, a value whose flag is 0 counts as zero, which changes no sum. How many values were
// added, a multiple of eight.
static inline size_t stet_sum_plain(const double *values, const uint8_t *flags, size_t count, double *sums) {
  size_t row = 0;
  for (; row + 8 <= count; row += 8) {
    for (int lane = 0; lane < 8; lane++) {
      double value = flags && !flags[row + lane] ? 0 : values[row + lane], high = sums[lane];
      double sum = high + value, part = sum - high;
      sums[8 + lane] += (high - (sum - part)) + (value - part);
      sums[lane] = sum;
    }
  }
  return row;
}

#if defined(__x86_64__)
// All bits for each of four flags that is 1.
__attribute__((target("avx2"))) static inline __m256d stet_four_masks(const uint8_t *flags) {
  int32_t four;
  memcpy(&four, flags, 4);
  return _mm256_castsi256_pd(_mm256_sub_epi64(_mm256_setzero_si256(), _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four))));
}

__attribute__((target("avx2"))) static inline size_t stet_sum_avx2(
    const double *values, const uint8_t *flags, size_t count, double *sums) {
  size_t row = 0;
  __m256d high = _mm256_loadu_pd(sums), other_high = _mm256_loadu_pd(sums + 4);
  __m256d low = _mm256_loadu_pd(sums + 8), other_low = _mm256_loadu_pd(sums + 12);
  for (; row + 8 <= count; row += 8) {
    __m256d value = _mm256_loadu_pd(values + row), other = _mm256_loadu_pd(values + row + 4);
    if (flags) {
      value = _mm256_and_pd(value, stet_four_masks(flags + row));
      other = _mm256_and_pd(other, stet_four_masks(flags + row + 4));
    }
    __m256d sum = _mm256_add_pd(high, value), other_sum = _mm256_add_pd(other_high, other);
    __m256d part = _mm256_sub_pd(sum, high), other_part = _mm256_sub_pd(other_sum, other_high);
    low = _mm256_add_pd(
        low, _mm256_add_pd(_mm256_sub_pd(high, _mm256_sub_pd(sum, part)), _mm256_sub_pd(value, part)));
    other_low = _mm256_add_pd(
        other_low, _mm256_add_pd(
                       _mm256_sub_pd(other_high, _mm256_sub_pd(other_sum, other_part)),
                       _mm256_sub_pd(other, other_part)));
    high = sum;
    other_high = other_sum;
  }
  _mm256_storeu_pd(sums, high);
  _mm256_storeu_pd(sums + 4, other_high);
  _mm256_storeu_pd(sums + 8, low);
  _mm256_storeu_pd(sums + 12, other_low);
  return row;
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) static inline size_t stet_sum_avx512(
    const double *values, const uint8_t *flags, size_t count, double *sums) {
  size_t row = 0;
  __m512d high = _mm512_loadu_pd(sums), low = _mm512_loadu_pd(sums + 8);
  for (; row + 8 <= count; row += 8) {
    __m512d value = _mm512_loadu_pd(values + row);
    if (flags) {
      __m128i flag = _mm_loadl_epi64((const __m128i *)(flags + row));
      value = _mm512_maskz_mov_pd((__mmask8)_mm_test_epi8_mask(flag, flag), value);
    }
    __m512d sum = _mm512_add_pd(high, value), part = _mm512_sub_pd(sum, high);
    low = _mm512_add_pd(
        low, _mm512_add_pd(_mm512_sub_pd(high, _mm512_sub_pd(sum, part)), _mm512_sub_pd(value, part)));
    high = sum;
  }
  _mm512_storeu_pd(sums, high);
  _mm512_storeu_pd(sums + 8, low);
  return row;
}
#endif

static inline size_t stet_sum(
    stet_kernels kind, const double *values, const uint8_t *flags, size_t count, double *sums) {
#if defined(__x86_64__)
  if (kind == STET_KERNELS_AVX512) return stet_sum_avx512(values, flags, count, sums);
  if (kind == STET_KERNELS_AVX2) return stet_sum_avx2(values, flags, count, sums);
#endif
  return stet_sum_plain(values, flags, count, sums);
}

// MARK: - Texts

extern void *memmem(const void *text, size_t count, const void *part, size_t part_count);

// Where bytes first are in a text; null if they are not.
static inline const uint8_t *stet_find(const uint8_t *text, size_t count, const uint8_t *part, size_t part_count) {
  return (const uint8_t *)memmem(text, count, part, part_count);
}

// MARK: - Square roots

// The compiler calls the library for a root that may be of a negative number, one by one.
static inline void stet_square_roots_plain(const double *values, size_t count, double *roots, size_t row) {
#if defined(__x86_64__)
  for (; row + 2 <= count; row += 2) _mm_storeu_pd(roots + row, _mm_sqrt_pd(_mm_loadu_pd(values + row)));
#endif
  for (; row < count; row++) roots[row] = sqrt(values[row]);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static inline void stet_square_roots_avx2(
    const double *values, size_t count, double *roots) {
  size_t row = 0;
  for (; row + 4 <= count; row += 4) _mm256_storeu_pd(roots + row, _mm256_sqrt_pd(_mm256_loadu_pd(values + row)));
  stet_square_roots_plain(values, count, roots, row);
}
#endif

static inline void stet_square_roots(stet_kernels kind, const double *values, size_t count, double *roots) {
#if defined(__x86_64__)
  // 512 bits at a time are not faster: the unit that divides has 256.
  if (kind != STET_KERNELS_PLAIN) return stet_square_roots_avx2(values, count, roots);
#endif
  stet_square_roots_plain(values, count, roots, 0);
}

// MARK: - Digits as doubles

// The double nearest to each number of digits, at most 2^51 on either side of zero, divided by 10^places, which is `unit`: exact, so
// at most 10^22. The quotient is rounded once.
static inline void stet_doubles_plain(const int64_t *digits, size_t count, double unit, double *doubles, size_t row) {
  for (; row < count; row++) doubles[row] = (double)digits[row] / unit;
}

#if defined(__x86_64__)
// A quotient by Markstein's method (Muller et al., Handbook of Floating-Point Arithmetic, 4.7), in a third of the time: with r
// the rounded reciprocal of the unit b, q = d·r is at most 1.5 of its last places u off. The rest e = d − q·b is exact: it is a whole
// multiple of the power of two u·2^k, for b is 5^k·2^k, and not more than 1.5·5^k of them, which is below 2^53. So q + e·r differs
// from d/b by at most 1.5·2^-53 u before it is rounded. No quotient is that near to the middle of two doubles, where it could go
// the wrong way: d − m·b is a whole multiple of u·2^k/2 for each middle m, so that m is u/(2·5^k) away at least, which is more for
// k up to 22; and d = m·b would take more bits than d has.
__attribute__((target("avx2,fma"))) static inline void stet_doubles_avx2(
    const int64_t *digits, size_t count, double unit, double *doubles) {
  size_t row = 0;
  const __m256d middle = _mm256_set1_pd(stet_middle), divisor = _mm256_set1_pd(unit);
  const __m256d reciprocal = _mm256_set1_pd(1 / unit);
  const __m256i middle_bits = _mm256_castpd_si256(middle);
  for (; row + 4 <= count; row += 4) {
    __m256i bits = _mm256_add_epi64(_mm256_loadu_si256((const __m256i *)(digits + row)), middle_bits);
    __m256d number = _mm256_sub_pd(_mm256_castsi256_pd(bits), middle);
    __m256d quotient = _mm256_mul_pd(number, reciprocal);
    __m256d rest = _mm256_fnmadd_pd(quotient, divisor, number);
    _mm256_storeu_pd(doubles + row, _mm256_fmadd_pd(rest, reciprocal, quotient));
  }
  stet_doubles_plain(digits, count, unit, doubles, row);
}

__attribute__((target("avx512f,avx512dq"))) static inline void stet_doubles_avx512(
    const int64_t *digits, size_t count, double unit, double *doubles) {
  size_t row = 0;
  const __m512d divisor = _mm512_set1_pd(unit), reciprocal = _mm512_set1_pd(1 / unit);
  for (; row + 8 <= count; row += 8) {
    __m512d number = _mm512_cvtepi64_pd(_mm512_loadu_si512(digits + row));
    __m512d quotient = _mm512_mul_pd(number, reciprocal);
    __m512d rest = _mm512_fnmadd_pd(quotient, divisor, number);
    _mm512_storeu_pd(doubles + row, _mm512_fmadd_pd(rest, reciprocal, quotient));
  }
  stet_doubles_plain(digits, count, unit, doubles, row);
}
#endif

static inline void stet_doubles(
    stet_kernels kind, const int64_t *digits, size_t count, double unit, double *doubles) {
#if defined(__x86_64__)
  if (kind == STET_KERNELS_AVX512) return stet_doubles_avx512(digits, count, unit, doubles);
  if (kind == STET_KERNELS_AVX2) return stet_doubles_avx2(digits, count, unit, doubles);
#endif
  stet_doubles_plain(digits, count, unit, doubles, 0);
}

// MARK: - Results that are not finite

// Where a value is present, `present` is 1; it stays so in `kept` if the value is finite, and other values become 0. How many were
// present, meant by `mask`, and not finite.
static inline size_t stet_keep_finite_plain(
    double *values, size_t count, const uint8_t *present, const uint8_t *mask, uint8_t *kept, size_t row) {
  size_t lost = 0;
  for (; row < count; row++) {
    const uint8_t finite = values[row] - values[row] == 0, was = present[row];
    lost += was & mask[row] & (finite ^ 1);
    kept[row] = was & finite;
    values[row] = finite ? values[row] : 0;
  }
  return lost;
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,popcnt"))) static inline size_t stet_keep_finite_avx512(
    double *values, size_t count, const uint8_t *present, const uint8_t *mask, uint8_t *kept) {
  size_t row = 0, lost = 0;
  for (; row + 8 <= count; row += 8) {
    __m512d value = _mm512_loadu_pd(values + row);
    // NaN of either kind and infinity of either sign.
    __mmask8 finite = (__mmask8)~_mm512_fpclass_pd_mask(value, 0x99);
    __m128i was = _mm_loadl_epi64((const __m128i *)(present + row));
    __m128i meant = _mm_and_si128(was, _mm_loadl_epi64((const __m128i *)(mask + row)));
    lost += (size_t)__builtin_popcount(_mm_test_epi8_mask(meant, meant) & (uint8_t)~finite & 0xFF);
    _mm_storel_epi64((__m128i *)(kept + row), _mm_maskz_mov_epi8(finite, was));
    _mm512_storeu_pd(values + row, _mm512_maskz_mov_pd(finite, value));
  }
  return lost + stet_keep_finite_plain(values, count, present, mask, kept, row);
}
#endif

static inline size_t stet_keep_finite(
    stet_kernels kind, double *values, size_t count, const uint8_t *present, const uint8_t *mask, uint8_t *kept) {
#if defined(__x86_64__)
  if (kind == STET_KERNELS_AVX512) return stet_keep_finite_avx512(values, count, present, mask, kept);
#endif
  return stet_keep_finite_plain(values, count, present, mask, kept, 0);
}

#endif
