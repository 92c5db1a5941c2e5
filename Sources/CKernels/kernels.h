// Kernels over a batch of rows that need instructions which Swift cannot reach on the plainest processor of a platform: which of
// them a processor has is asked once.
//
// Every form of a kernel gives the same bits: sums have the same eight partial sums, and no multiplication is fused with an addition.

#ifndef STET_KERNELS_H
#define STET_KERNELS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// As `CScan` finds the processor to be: one that has VBMI2 has VL, too.
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
static inline void stet_square_roots(stet_kernels kind, const double *values, size_t count, double *roots) {
  size_t row = 0;
#if defined(__x86_64__)
  for (; row + 2 <= count; row += 2) _mm_storeu_pd(roots + row, _mm_sqrt_pd(_mm_loadu_pd(values + row)));
#endif
  for (; row < count; row++) roots[row] = sqrt(values[row]);
}

#endif
