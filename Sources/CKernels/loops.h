// Loops over the rows of a batch that the compiler turns into vectors, once for each kind of processor.

#ifndef STET_LOOPS_H
#define STET_LOOPS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// As `CScan` finds the processor to be: one that has VBMI2 has DQ and VL, too, and one that has AVX2 has FMA.
typedef enum { STET_KERNELS_PLAIN, STET_KERNELS_AVX2, STET_KERNELS_AVX512 } stet_kernels;

// A function `NAME(kind, parameters)` that does the same on every processor: its body is compiled for each. No multiplication is fused
// with an addition in any of them.
#define STET_OPEN(...) __VA_ARGS__
#if defined(__x86_64__)
#define STET_LOOP(RESULT, NAME, PARAMETERS, ARGUMENTS, ...)                                                                  \
  static inline __attribute__((always_inline)) RESULT NAME##_loop PARAMETERS __VA_ARGS__                                     \
  static inline RESULT NAME##_plain PARAMETERS { return NAME##_loop ARGUMENTS; }                                             \
  __attribute__((target("avx2"))) static inline RESULT NAME##_avx2 PARAMETERS { return NAME##_loop ARGUMENTS; }              \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) static inline RESULT NAME##_avx512 PARAMETERS {              \
    return NAME##_loop ARGUMENTS;                                                                                            \
  }                                                                                                                          \
  static inline RESULT NAME(stet_kernels kind, STET_OPEN PARAMETERS) {                                                       \
    if (kind == STET_KERNELS_AVX512) return NAME##_avx512 ARGUMENTS;                                                         \
    if (kind == STET_KERNELS_AVX2) return NAME##_avx2 ARGUMENTS;                                                             \
    return NAME##_plain ARGUMENTS;                                                                                           \
  }
#else
#define STET_LOOP(RESULT, NAME, PARAMETERS, ARGUMENTS, ...)                                                                  \
  static inline __attribute__((always_inline)) RESULT NAME##_loop PARAMETERS __VA_ARGS__                                     \
  static inline RESULT NAME(stet_kernels kind, STET_OPEN PARAMETERS) { return NAME##_loop ARGUMENTS; }
#endif

// `BODY` for each row, 32 at a time: functions of a header are compiled for size, for which a loop of any length is not turned into
// whole vectors. Rows are independent of each other, also where results are written over arguments.
#define STET_ROWS(...)                                                                                                       \
  size_t start = 0;                                                                                                          \
  for (; start + 32 <= count; start += 32) {                                                                                 \
    _Pragma("clang loop vectorize(assume_safety) interleave_count(4)") for (size_t place = 0; place < 32; place++) {         \
      const size_t row = start + place;                                                                                      \
      __VA_ARGS__;                                                                                                           \
    }                                                                                                                        \
  }                                                                                                                          \
  _Pragma("clang loop vectorize(disable)") for (size_t row = start; row < count; row++) { __VA_ARGS__; }

// Eight numbers side by side, at any address, of whatever type they are there.
typedef int64_t stet_eight __attribute__((vector_size(64), aligned(8), may_alias));
typedef int32_t stet_eight32 __attribute__((vector_size(32), aligned(4), may_alias));
typedef uint8_t stet_many_flags __attribute__((vector_size(64), aligned(1), may_alias));
typedef uint8_t stet_eight_flags __attribute__((vector_size(8), aligned(1), may_alias));

#pragma STDC FP_CONTRACT OFF

// MARK: - Two sides

// Which side is one value for all rows.
typedef enum { STET_BOTH_VARY, STET_SECOND_IS_FIXED, STET_FIRST_IS_FIXED } stet_sides;

// `EXPRESSION` of the values `a` and `b` of each row.
#define STET_PAIRS(NAME, FIRST, SECOND, RESULT, EXPRESSION)                                                                  \
  STET_LOOP(                                                                                                                 \
      void, NAME, (stet_sides sides, const FIRST *first, const SECOND *second, size_t count, RESULT *results),               \
      (sides, first, second, count, results), {                                                                              \
        if (sides == STET_BOTH_VARY) {                                                                                       \
          STET_ROWS({                                                                                                        \
            const FIRST a = first[row];                                                                                      \
            const SECOND b = second[row];                                                                                    \
            results[row] = (EXPRESSION);                                                                                     \
          })                                                                                                                  \
        } else if (sides == STET_SECOND_IS_FIXED) {                                                                          \
          const SECOND b = *second;                                                                                          \
          STET_ROWS({                                                                                                        \
            const FIRST a = first[row];                                                                                      \
            results[row] = (EXPRESSION);                                                                                     \
          })                                                                                                                  \
        } else {                                                                                                             \
          const FIRST a = *first;                                                                                            \
          STET_ROWS({                                                                                                        \
            const SECOND b = second[row];                                                                                    \
            results[row] = (EXPRESSION);                                                                                     \
          })                                                                                                                  \
        }                                                                                                                    \
      })

// Whole numbers whose results have room.
STET_PAIRS(stet_add32, int32_t, int32_t, int32_t, (int32_t)((uint32_t)a + (uint32_t)b))
STET_PAIRS(stet_subtract32, int32_t, int32_t, int32_t, (int32_t)((uint32_t)a - (uint32_t)b))
STET_PAIRS(stet_multiply32, int32_t, int32_t, int32_t, (int32_t)((uint32_t)a * (uint32_t)b))
STET_PAIRS(stet_add64, int64_t, int64_t, int64_t, (int64_t)((uint64_t)a + (uint64_t)b))
STET_PAIRS(stet_subtract64, int64_t, int64_t, int64_t, (int64_t)((uint64_t)a - (uint64_t)b))
STET_PAIRS(stet_multiply64, int64_t, int64_t, int64_t, (int64_t)((uint64_t)a * (uint64_t)b))

// Of numbers that have room in 32 bits: processors multiply those at once.
STET_PAIRS(stet_multiply_short, int64_t, int64_t, int64_t, (int64_t)(int32_t)a * (int64_t)(int32_t)b)

STET_PAIRS(stet_add_doubles, double, double, double, a + b)
STET_PAIRS(stet_subtract_doubles, double, double, double, a - b)
STET_PAIRS(stet_multiply_doubles, double, double, double, a * b)
STET_PAIRS(stet_divide_doubles, double, double, double, a / b)

// 1 where it is true.
#define STET_COMPARISONS(SUFFIX, VALUE)                                                                                      \
  STET_PAIRS(stet_equal##SUFFIX, VALUE, VALUE, uint8_t, a == b)                                                              \
  STET_PAIRS(stet_differ##SUFFIX, VALUE, VALUE, uint8_t, a != b)                                                             \
  STET_PAIRS(stet_less##SUFFIX, VALUE, VALUE, uint8_t, a < b)                                                                \
  STET_PAIRS(stet_at_most##SUFFIX, VALUE, VALUE, uint8_t, a <= b)                                                            \
  STET_PAIRS(stet_more##SUFFIX, VALUE, VALUE, uint8_t, a > b)                                                                \
  STET_PAIRS(stet_at_least##SUFFIX, VALUE, VALUE, uint8_t, a >= b)

STET_COMPARISONS(32, int32_t)
STET_COMPARISONS(64, int64_t)
STET_COMPARISONS(_doubles, double)

// MARK: - One side

#define STET_EACH(NAME, VALUE, RESULT, EXPRESSION)                                                                           \
  STET_LOOP(void, NAME, (const VALUE *values, size_t count, RESULT *results), (values, count, results), {                    \
    STET_ROWS({                                                                                                              \
      const VALUE a = values[row];                                                                                           \
      results[row] = (EXPRESSION);                                                                                           \
    })                                                                                                                        \
  })

STET_EACH(stet_widen, int32_t, int64_t, a)
STET_EACH(stet_doubles32, int32_t, double, a)

// Between two limits.
#define STET_CLAMP(NAME, VALUE)                                                                                              \
  STET_LOOP(                                                                                                                 \
      void, NAME, (const VALUE *values, VALUE least, VALUE most, size_t count, VALUE *results),                              \
      (values, least, most, count, results), {                                                                               \
        STET_ROWS({                                                                                                          \
          const VALUE value = values[row];                                                                                   \
          results[row] = value < least ? least : most < value ? most : value;                                                \
        })                                                                                                                   \
      })

STET_CLAMP(stet_clamp64, int64_t)
STET_CLAMP(stet_clamp_doubles, double)

// MARK: - Quotients of whole numbers

// Between 2^52 and 2^53 a double's lowest bits are a whole number. Numbers up to 2^51 are added to those of the middle: before AVX-512
// the processor converts 64 bits one by one only.
static const double stet_middle = 6755399441055744.0;

static inline __attribute__((always_inline)) double stet_double64(int64_t number) {
  int64_t bits;
  double middle = stet_middle;
  memcpy(&bits, &middle, 8);
  bits += number;
  memcpy(&middle, &bits, 8);
  return middle - stet_middle;
}

static inline __attribute__((always_inline)) double stet_double32(int32_t number) { return number; }

// Of numbers up to 2^51 that are doubles themselves also times a factor for each side.
#define STET_QUOTIENTS(NAME, FIRST, SECOND, FIRST_DOUBLE, SECOND_DOUBLE)                                                     \
  STET_LOOP(                                                                                                                 \
      void, NAME,                                                                                                            \
      (stet_sides sides, const FIRST *first, const SECOND *second, double factor, double other_factor, size_t count,         \
       double *quotients),                                                                                                   \
      (sides, first, second, factor, other_factor, count, quotients), {                                                      \
        if (sides == STET_BOTH_VARY) {                                                                                       \
          STET_ROWS(quotients[row] =                                                                                         \
              FIRST_DOUBLE(first[row]) * factor / (SECOND_DOUBLE(second[row]) * other_factor))                               \
        } else if (sides == STET_SECOND_IS_FIXED) {                                                                          \
          const double divisor = SECOND_DOUBLE(*second) * other_factor;                                                      \
          STET_ROWS(quotients[row] = FIRST_DOUBLE(first[row]) * factor / divisor)                                            \
        } else {                                                                                                             \
          const double dividend = FIRST_DOUBLE(*first) * factor;                                                             \
          STET_ROWS(quotients[row] = dividend / (SECOND_DOUBLE(second[row]) * other_factor))                                 \
        }                                                                                                                    \
      })

STET_QUOTIENTS(stet_divide32_32, int32_t, int32_t, stet_double32, stet_double32)
STET_QUOTIENTS(stet_divide32_64, int32_t, int64_t, stet_double32, stet_double64)
STET_QUOTIENTS(stet_divide64_32, int64_t, int32_t, stet_double64, stet_double32)
STET_QUOTIENTS(stet_divide64_64, int64_t, int64_t, stet_double64, stet_double64)

// MARK: - Sums

// Of whole numbers whose sum has room; of those whose flag is 1 only, where there are flags.
#define STET_TOTAL(NAME, VALUE, EIGHT)                                                                                       \
  STET_LOOP(int64_t, NAME, (const VALUE *values, const uint8_t *flags, size_t count), (values, flags, count), {              \
    stet_eight totals = {0}, others = {0};                                                                                   \
    size_t row = 0;                                                                                                          \
    for (; row + 16 <= count; row += 16) {                                                                                   \
      stet_eight first = __builtin_convertvector(*(const EIGHT *)(values + row), stet_eight);                                \
      stet_eight second = __builtin_convertvector(*(const EIGHT *)(values + row + 8), stet_eight);                           \
      if (flags) {                                                                                                           \
        first &= -__builtin_convertvector(*(const stet_eight_flags *)(flags + row), stet_eight);                             \
        second &= -__builtin_convertvector(*(const stet_eight_flags *)(flags + row + 8), stet_eight);                        \
      }                                                                                                                      \
      totals += first;                                                                                                       \
      others += second;                                                                                                      \
    }                                                                                                                        \
    totals += others;                                                                                                        \
    int64_t total = 0;                                                                                                       \
    for (int lane = 0; lane < 8; lane++) total += totals[lane];                                                              \
    for (; row < count; row++) total += flags ? (int64_t)values[row] & -(int64_t)flags[row] : (int64_t)values[row];          \
    return total;                                                                                                            \
  })

STET_TOTAL(stet_total32, int32_t, stet_eight32)
STET_TOTAL(stet_total64, int64_t, stet_eight)

// How many flags are 1: 64 bytes are added up side by side for as long as they have room.
STET_LOOP(size_t, stet_ones, (const uint8_t *flags, size_t count), (flags, count), {
  size_t ones = 0, row = 0;
  while (row + 64 <= count) {
    const size_t end = count - row < 255 * 64 ? row + (count - row) / 64 * 64 : row + 255 * 64;
    stet_many_flags bytes = {0};
    for (; row < end; row += 64) bytes += *(const stet_many_flags *)(flags + row);
    for (int lane = 0; lane < 64; lane++) ones += bytes[lane];
  }
  for (; row < count; row++) ones += flags[row];
  return ones;
})

// Whether all are finite. All bits of an exponent are set in infinity and NaN alone: adding one to it then carries into the sign.
STET_LOOP(int, stet_are_finite, (const double *values, size_t count), (values, count), {
  const int64_t exponent = 0x7FF0000000000000, unit = 0x0010000000000000;
  stet_eight carried = {0};
  size_t row = 0;
  for (; row + 8 <= count; row += 8) carried |= (*(const stet_eight *)(values + row) & exponent) + unit;
  int64_t all = 0;
  for (int lane = 0; lane < 8; lane++) all |= carried[lane];
  for (; row < count; row++) {
    int64_t bits;
    memcpy(&bits, values + row, 8);
    all |= (int64_t)((uint64_t)(bits & exponent) + (uint64_t)unit);
  }
  return all >= 0;
})

// MARK: - Choices

// The first where a flag is 1, the second where it is 0, by masks: a choice by a byte is not vectorized for wider values.
#define STET_CHOOSE(NAME, WORD)                                                                                              \
  STET_LOOP(                                                                                                                 \
      void, NAME, (const uint8_t *flags, size_t count, const WORD *first, const WORD *second, WORD *chosen),                 \
      (flags, count, first, second, chosen), {                                                                               \
        STET_ROWS({                                                                                                          \
          const WORD mask = 0 - (WORD)flags[row];                                                                            \
          chosen[row] = (first[row] & mask) | (second[row] & ~mask);                                                         \
        })                                                                                                                    \
      })

STET_CHOOSE(stet_choose32, uint32_t)
STET_CHOOSE(stet_choose64, uint64_t)

// MARK: - Numbers from the least value on

// How far each value is above `first`, times a stride; 0 where a flag is 0.
#define STET_NUMBER(NAME, VALUE)                                                                                             \
  STET_LOOP(                                                                                                                 \
      void, NAME,                                                                                                            \
      (const VALUE *values, const uint8_t *flags, uint32_t first, uint32_t stride, size_t count, int32_t *numbers),          \
      (values, flags, first, stride, count, numbers), {                                                                      \
        if (flags) {                                                                                                         \
          STET_ROWS(numbers[row] = (int32_t)(((uint32_t)values[row] - first) * stride & (0 - (uint32_t)flags[row])))         \
        } else {                                                                                                             \
          STET_ROWS(numbers[row] = (int32_t)(((uint32_t)values[row] - first) * stride))                                      \
        }                                                                                                                    \
      })

STET_NUMBER(stet_number8, uint8_t)
STET_NUMBER(stet_number32, int32_t)
STET_NUMBER(stet_number64, int64_t)

// MARK: - Runs

// How many of the numbers in each run of one to eight differ, without a branch that depends on how many they are. 0 for other runs,
// and where the numbers before or behind those of a run, which are read too, are not among the `total`.
STET_LOOP(
    void, stet_distinct_in_runs, (const uint32_t *numbers, size_t total, const int32_t *starts, size_t count, int32_t *distinct),
    (numbers, total, starts, count, distinct), {
      const stet_eight32 lanes = {0, 1, 2, 3, 4, 5, 6, 7};
      for (size_t run = 0; run < count; run++) {
        const int32_t start = starts[run], length = starts[run + 1] - start;
        if (length > 8 || start < 7 || (size_t)start + 8 > total) {
          distinct[run] = 0;
          continue;
        }
        const uint32_t *own = numbers + start;
        const stet_eight32 eight = *(const stet_eight32 *)own;
        stet_eight32 repeated = lanes >= length;
        _Pragma("clang loop unroll(full)") for (int back = 1; back < 8; back++) {
          repeated |= (eight == *(const stet_eight32 *)(own - back)) & (lanes >= back);
        }
        distinct[run] = 8 + __builtin_reduce_add(repeated);
      }
    })

#endif
