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

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// As `CScan` finds the processor to be: one that has VBMI2 has DQ and VL, too, and one that has AVX2 has FMA.
typedef enum { STET_KERNELS_PLAIN, STET_KERNELS_AVX2, STET_KERNELS_AVX512 } stet_kernels;

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

// MARK: - Sums of floats

// Eight sums side by side with what each addition lost (Sum2; Ogita, Rump and Oishi 2005): `sums` has the eight high parts and then
// the eight low ones. How many values were added, a multiple of eight.
static inline size_t stet_sum_plain(const double *values, size_t count, double *sums) {
  size_t row = 0;
  for (; row + 8 <= count; row += 8) {
    for (int lane = 0; lane < 8; lane++) {
      double value = values[row + lane], high = sums[lane];
      double sum = high + value, part = sum - high;
      sums[8 + lane] += (high - (sum - part)) + (value - part);
      sums[lane] = sum;
    }
  }
  return row;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static inline size_t stet_sum_avx2(const double *values, size_t count, double *sums) {
  size_t row = 0;
  __m256d high = _mm256_loadu_pd(sums), other_high = _mm256_loadu_pd(sums + 4);
  __m256d low = _mm256_loadu_pd(sums + 8), other_low = _mm256_loadu_pd(sums + 12);
  for (; row + 8 <= count; row += 8) {
    __m256d value = _mm256_loadu_pd(values + row), other = _mm256_loadu_pd(values + row + 4);
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
#endif

static inline size_t stet_sum(stet_kernels kind, const double *values, size_t count, double *sums) {
#if defined(__x86_64__)
  if (kind != STET_KERNELS_PLAIN) return stet_sum_avx2(values, count, sums);
#endif
  return stet_sum_plain(values, count, sums);
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

// Between 2^52 and 2^53 a double's lowest bits are a whole number. Digits up to 2^51 are added to those of the middle: before AVX-512
// the processor converts 64 bits one by one only.
static const double stet_middle = 6755399441055744.0;

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

// MARK: - Choices

// The first where a flag is 1, the second where it is 0, by masks: a choice by a byte is not vectorized for wider values.
static inline void stet_choose64_plain(
    const uint8_t *flags, size_t count, const uint64_t *first, const uint64_t *second, uint64_t *chosen, size_t row) {
  for (; row < count; row++) {
    const uint64_t mask = 0 - (uint64_t)flags[row];
    chosen[row] = (first[row] & mask) | (second[row] & ~mask);
  }
}

static inline void stet_choose32_plain(
    const uint8_t *flags, size_t count, const uint32_t *first, const uint32_t *second, uint32_t *chosen, size_t row) {
  for (; row < count; row++) {
    const uint32_t mask = 0 - (uint32_t)flags[row];
    chosen[row] = (first[row] & mask) | (second[row] & ~mask);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw,avx512vl"))) static inline void stet_choose64_avx512(
    const uint8_t *flags, size_t count, const uint64_t *first, const uint64_t *second, uint64_t *chosen) {
  size_t row = 0;
  for (; row + 8 <= count; row += 8) {
    __m128i flag = _mm_loadl_epi64((const __m128i *)(flags + row));
    __mmask8 is_first = (__mmask8)_mm_test_epi8_mask(flag, flag);
    __m512i a = _mm512_loadu_si512(first + row), b = _mm512_loadu_si512(second + row);
    _mm512_storeu_si512(chosen + row, _mm512_mask_blend_epi64(is_first, b, a));
  }
  stet_choose64_plain(flags, count, first, second, chosen, row);
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) static inline void stet_choose32_avx512(
    const uint8_t *flags, size_t count, const uint32_t *first, const uint32_t *second, uint32_t *chosen) {
  size_t row = 0;
  for (; row + 16 <= count; row += 16) {
    __m128i flag = _mm_loadu_si128((const __m128i *)(flags + row));
    __mmask16 is_first = _mm_test_epi8_mask(flag, flag);
    __m512i a = _mm512_loadu_si512(first + row), b = _mm512_loadu_si512(second + row);
    _mm512_storeu_si512(chosen + row, _mm512_mask_blend_epi32(is_first, b, a));
  }
  stet_choose32_plain(flags, count, first, second, chosen, row);
}

__attribute__((target("avx2"))) static inline void stet_choose64_avx2(
    const uint8_t *flags, size_t count, const uint64_t *first, const uint64_t *second, uint64_t *chosen) {
  size_t row = 0;
  for (; row + 4 <= count; row += 4) {
    int32_t four;
    memcpy(&four, flags + row, 4);
    __m256i mask = _mm256_sub_epi64(_mm256_setzero_si256(), _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four)));
    __m256i a = _mm256_loadu_si256((const __m256i *)(first + row));
    __m256i b = _mm256_loadu_si256((const __m256i *)(second + row));
    _mm256_storeu_si256((__m256i *)(chosen + row), _mm256_blendv_epi8(b, a, mask));
  }
  stet_choose64_plain(flags, count, first, second, chosen, row);
}

__attribute__((target("avx2"))) static inline void stet_choose32_avx2(
    const uint8_t *flags, size_t count, const uint32_t *first, const uint32_t *second, uint32_t *chosen) {
  size_t row = 0;
  for (; row + 8 <= count; row += 8) {
    __m128i flag = _mm_loadl_epi64((const __m128i *)(flags + row));
    __m256i mask = _mm256_sub_epi32(_mm256_setzero_si256(), _mm256_cvtepu8_epi32(flag));
    __m256i a = _mm256_loadu_si256((const __m256i *)(first + row));
    __m256i b = _mm256_loadu_si256((const __m256i *)(second + row));
    _mm256_storeu_si256((__m256i *)(chosen + row), _mm256_blendv_epi8(b, a, mask));
  }
  stet_choose32_plain(flags, count, first, second, chosen, row);
}
#endif

static inline void stet_choose64(
    stet_kernels kind, const uint8_t *flags, size_t count, const uint64_t *first, const uint64_t *second,
    uint64_t *chosen) {
#if defined(__x86_64__)
  if (kind == STET_KERNELS_AVX512) return stet_choose64_avx512(flags, count, first, second, chosen);
  if (kind == STET_KERNELS_AVX2) return stet_choose64_avx2(flags, count, first, second, chosen);
#endif
  stet_choose64_plain(flags, count, first, second, chosen, 0);
}

static inline void stet_choose32(
    stet_kernels kind, const uint8_t *flags, size_t count, const uint32_t *first, const uint32_t *second,
    uint32_t *chosen) {
#if defined(__x86_64__)
  if (kind == STET_KERNELS_AVX512) return stet_choose32_avx512(flags, count, first, second, chosen);
  if (kind == STET_KERNELS_AVX2) return stet_choose32_avx2(flags, count, first, second, chosen);
#endif
  stet_choose32_plain(flags, count, first, second, chosen, 0);
}

#endif
