// What the cells of a column say, up to 64 of them at a time: a loop that takes each cell's last bytes out of the text, and loops
// that calculate with all of them side by side, which the compiler turns into instructions for whole vectors.
//
// A kernel reads what is usual. A cell that it does not read, whether or not it is a value, has a bit in the result; whoever calls
// reads it on its own.
#ifndef STET_VALUES_H
#define STET_VALUES_H

#include "scan.h"
#include <string.h>

enum { STET_BATCH = 64 };

// The cells of a column of a block, which end at `ends[0]`, `ends[width]` and so on, each after the cell at the place before; 24 bytes
// can be read before each of them, and 16 bytes from where it begins.
typedef struct {
  const uint8_t *bytes;
  const int32_t *ends;
  size_t width;
  bool has_quotes;
  bool may_end_in_return;
} stet_column;

typedef struct {
  // Cells that were not read.
  uint64_t unread;
  // Of the others, the most digits behind a point, and before one; a zero before it is none.
  uint32_t places, whole;
} stet_decimals;

typedef struct {
  // Cells that are empty without quotes, and those that begin with one.
  uint64_t empty, quoted;
} stet_texts;

#define STET_ALWAYS_INLINE __attribute__((always_inline)) static inline
#define STET_ALL(BYTE) ((uint64_t)(BYTE) * 0x0101010101010101)

// MARK: - Out of the text

typedef struct {
  int32_t start, end;
  bool is_quoted;
} stet_cell;

// Without a branch: whether a cell has quotes varies from row to row.
STET_ALWAYS_INLINE stet_cell stet_cell_at(stet_column column, size_t row) {
  const int32_t *place = column.ends + row * column.width;
  stet_cell cell = {place[-1] + 1, place[0], false};
  if (column.may_end_in_return) cell.end -= (cell.end > cell.start) & (column.bytes[cell.end - 1] == '\r');
  if (column.has_quotes) {
    cell.is_quoted = (cell.end > cell.start) & (column.bytes[cell.start] == '"');
    cell.start += cell.is_quoted;
    cell.end -= cell.is_quoted;
  }
  return cell;
}

STET_ALWAYS_INLINE uint64_t stet_word(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

STET_ALWAYS_INLINE uint64_t stet_first_bits(size_t count) {
  return count < STET_BATCH ? ((uint64_t)1 << count) - 1 : ~(uint64_t)0;
}

// A bit for each of the first `count` that is not zero.
STET_ALWAYS_INLINE uint64_t stet_bits(const uint64_t *faults, size_t count) {
  uint64_t all = 0, bits = 0;
  for (int lane = 0; lane < STET_BATCH; lane++) all |= faults[lane];
  if (all == 0) return 0;
  for (int lane = 0; lane < STET_BATCH; lane++) bits |= (uint64_t)(faults[lane] != 0) << lane;
  return bits & stet_first_bits(count);
}

// MARK: - Side by side

// Bytes that are no digits, of numbers from 0 to 9 where they are.
STET_ALWAYS_INLINE uint64_t stet_no_digits(uint64_t bytes) { return ((bytes + STET_ALL(0x76)) | bytes) & STET_ALL(0x80); }

// Neighbors are combined: pairs, then fours, then eight. The first digit is the lowest byte.
STET_ALWAYS_INLINE uint64_t stet_eight_digits(uint64_t digits) {
  const uint64_t pairs = ((digits << 3) + (digits << 1) + (digits >> 8)) & 0x00FF00FF00FF00FF;
  const uint64_t fours = ((pairs << 6) + (pairs << 5) + (pairs << 2) + (pairs >> 16)) & 0x0000FFFF0000FFFF;
  return (fours & 0xFFFF) * 10000 + (fours >> 32);
}

// Whole numbers of up to eight characters.
STET_ALWAYS_INLINE uint64_t stet_ints_any(stet_column column, size_t count, int32_t *values) {
  uint64_t words[STET_BATCH], lengths[STET_BATCH], faults[STET_BATCH];
  int32_t found[STET_BATCH];
  for (size_t row = 0; row < count; row++) {
    const stet_cell cell = stet_cell_at(column, row);
    words[row] = stet_word(column.bytes + cell.end - 8);
    lengths[row] = (uint64_t)(cell.end - cell.start);
  }
  for (size_t row = count; row < STET_BATCH; row++) words[row] = lengths[row] = 0;
  for (int lane = 0; lane < STET_BATCH; lane++) {
    const uint64_t negative = ((words[lane] >> ((8 - lengths[lane]) * 8 & 63)) & 0xFF) == '-';
    const uint64_t length = lengths[lane] - negative, shift = (8 - length) * 8 & 63;
    const uint64_t first = (words[lane] ^ STET_ALL('0')) >> shift, digits = first << shift;
    const uint64_t has_zero = (first & 0xFF) == 0;
    faults[lane] = stet_no_digits(digits) | (length - 1 > 7) | (has_zero & (length > 1));
    const int32_t value = (int32_t)stet_eight_digits(digits);
    found[lane] = (value ^ -(int32_t)negative) + (int32_t)negative;
  }
  memcpy(values, found, count * sizeof *values);
  return stet_bits(faults, count);
}

// The last eight bytes of each cell, the eight before them, and its length. Lanes without a cell are empty, which no number is: what
// else they held would be counted.
STET_ALWAYS_INLINE void stet_ends(stet_column column, size_t count, uint64_t *lows, uint64_t *highs, uint64_t *lengths) {
  for (size_t row = 0; row < count; row++) {
    const stet_cell cell = stet_cell_at(column, row);
    lows[row] = stet_word(column.bytes + cell.end - 8);
    highs[row] = stet_word(column.bytes + cell.end - 16);
    lengths[row] = (uint64_t)(cell.end - cell.start);
  }
  for (size_t row = count; row < STET_BATCH; row++) lows[row] = highs[row] = lengths[row] = 0;
}

// Whole numbers of up to sixteen characters.
STET_ALWAYS_INLINE uint64_t stet_long_ints_any(stet_column column, size_t count, int64_t *values) {
  uint64_t lows[STET_BATCH], highs[STET_BATCH], lengths[STET_BATCH], faults[STET_BATCH];
  int64_t found[STET_BATCH];
  stet_ends(column, count, lows, highs, lengths);
  for (int lane = 0; lane < STET_BATCH; lane++) {
    const uint64_t low_text = lows[lane], high_text = highs[lane], all = lengths[lane];
    const uint64_t begin = (all > 8 ? high_text : low_text) >> ((8 - all) * 8 & 63);
    const uint64_t negative = (begin & 0xFF) == '-', length = all - negative, shift = (8 - length) * 8 & 63;
    const uint64_t low = low_text ^ STET_ALL('0'), high = high_text ^ STET_ALL('0');
    const uint64_t low_digits = length > 8 ? low : low >> shift << shift;
    const uint64_t high_digits = length > 8 ? high >> shift << shift : 0;
    const uint64_t has_zero = (((length > 8 ? high : low) >> shift) & 0xFF) == 0;
    faults[lane] =
        stet_no_digits(low_digits) | stet_no_digits(high_digits) | (length - 1 > 15) | (has_zero & (length > 1));
    const int64_t value = (int64_t)(stet_eight_digits(high_digits) * 100000000 + stet_eight_digits(low_digits));
    found[lane] = (value ^ -(int64_t)negative) + (int64_t)negative;
  }
  memcpy(values, found, count * sizeof *values);
  return stet_bits(faults, count);
}

// Numbers of up to sixteen characters and seven places: their digits, and how many of them are behind the point.
STET_ALWAYS_INLINE stet_decimals stet_decimals_any(stet_column column, size_t count, int64_t *values, uint8_t *places) {
  uint64_t lows[STET_BATCH], highs[STET_BATCH], lengths[STET_BATCH], faults[STET_BATCH];
  int64_t found[STET_BATCH];
  uint8_t found_places[STET_BATCH];
  stet_ends(column, count, lows, highs, lengths);
  uint64_t most_places = 0, most_whole = 0;
  for (int lane = 0; lane < STET_BATCH; lane++) {
    const uint64_t low_text = lows[lane], high_text = highs[lane], all = lengths[lane];
    const uint64_t begin = (all > 8 ? high_text : low_text) >> ((8 - all) * 8 & 63);
    const uint64_t negative = (begin & 0xFF) == '-', length = all - negative, shift = (8 - length) * 8 & 63;
    const uint64_t low_bytes = low_text ^ STET_ALL('0'), high_bytes = high_text ^ STET_ALL('0');
    const uint64_t low = length > 8 ? low_bytes : low_bytes >> shift << shift;
    const uint64_t high = length > 8 ? high_bytes >> shift << shift : 0;
    // The first byte that is a point: the lowest one that comes out as zero. What is before it moves up by one.
    const uint64_t marked = low ^ STET_ALL('.' ^ '0');
    const uint64_t points = (marked - STET_ALL(1)) & ~marked & STET_ALL(0x80), point = points & -points;
    const uint64_t has_point = point != 0, behind = ~((point << 1) - 1), before = (point >> 7) - 1;
    const uint64_t low_digits = point ? (low & behind) | (low & before) << 8 | high >> 56 : low;
    const uint64_t high_digits = point ? high << 8 : high;
    uint64_t own_places = behind & STET_ALL(1);
    own_places += own_places >> 32;
    own_places += own_places >> 16;
    own_places = (own_places + (own_places >> 8)) & 0xF;
    const uint64_t whole = length - has_point - own_places;
    const uint64_t has_zero = (((length > 8 ? high_bytes : low_bytes) >> shift) & 0xFF) == 0;
    const uint64_t value = stet_eight_digits(high_digits) * 100000000 + stet_eight_digits(low_digits);
    const uint64_t fault = stet_no_digits(low_digits) | stet_no_digits(high_digits) | (length - 1 > 15)
        | (whole - 1 > 15) | (has_point & (own_places == 0)) | (has_zero & (whole > 1)) | (negative & (value == 0));
    faults[lane] = fault;
    found[lane] = (int64_t)((value ^ -negative) + negative);
    found_places[lane] = (uint8_t)own_places;
    const uint64_t counted_places = fault ? 0 : own_places, counted_whole = fault | has_zero ? 0 : whole;
    most_places = counted_places > most_places ? counted_places : most_places;
    most_whole = counted_whole > most_whole ? counted_whole : most_whole;
  }
  memcpy(values, found, sizeof found);
  memcpy(places, found_places, sizeof found_places);
  return (stet_decimals){stet_bits(faults, count), (uint32_t)most_places, (uint32_t)most_whole};
}

// The same as floats.
STET_ALWAYS_INLINE uint64_t stet_floats_any(stet_column column, size_t count, double *values) {
  static const double powers[8] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
  int64_t digits[STET_BATCH];
  uint8_t places[STET_BATCH];
  uint64_t unread = stet_decimals_any(column, count, digits, places).unread;
  for (size_t row = 0; row < count; row++) {
    // Both operands are exact doubles, so that one division rounds once (Clinger 1990).
    unread |= (uint64_t)(digits[row] > (int64_t)1 << 53 || digits[row] < -((int64_t)1 << 53)) << row;
    values[row] = (double)digits[row] / powers[places[row] & 7];
  }
  return unread;
}

// Days since 1970-01-01, of `2011-05-04`.
STET_ALWAYS_INLINE uint64_t stet_dates_any(stet_column column, size_t count, int32_t *values) {
  uint64_t fronts[STET_BATCH], backs[STET_BATCH], faults[STET_BATCH];
  uint32_t centuries[STET_BATCH], years[STET_BATCH], months[STET_BATCH], days[STET_BATCH];
  int32_t found[STET_BATCH], wrong[STET_BATCH];
  for (size_t row = 0; row < count; row++) {
    const stet_cell cell = stet_cell_at(column, row);
    fronts[row] = stet_word(column.bytes + cell.start);
    // The last two bytes, and the length above them.
    backs[row] = stet_word(column.bytes + cell.end - 8) >> 48 | (uint64_t)(cell.end - cell.start) << 16;
  }
  for (size_t row = count; row < STET_BATCH; row++) fronts[row] = backs[row] = 0;
  for (int lane = 0; lane < STET_BATCH; lane++) {
    // The digits as numbers, and the dashes and the length as zero.
    const uint64_t front = fronts[lane] ^ 0x2D30302D30303030, back = backs[lane] ^ (10 << 16 | 0x3030);
    faults[lane] = ((front + 0x7F76767F76767676) | front) & STET_ALL(0x80);
    faults[lane] |= (((back & 0xFFFF) + 0x7676) | back) & 0x8080;
    faults[lane] |= back >> 16;
    const uint64_t pairs = (front << 3) + (front << 1) + (front >> 8);
    centuries[lane] = pairs & 0xFF;
    years[lane] = (pairs >> 16) & 0xFF;
    months[lane] = (pairs >> 40) & 0xFF;
    days[lane] = (uint32_t)((back & 0xFF) * 10 + (back >> 8 & 0xFF));
  }
  for (int lane = 0; lane < STET_BATCH; lane++) {
    const uint32_t month = months[lane], day = days[lane], year = centuries[lane] * 100 + years[lane];
    const uint32_t is_leap = ((years[lane] ? years[lane] : centuries[lane]) & 3) == 0;
    const uint32_t most = month == 2 ? 28 + is_leap : 30 + ((month ^ month >> 3) & 1);
    wrong[lane] = (month - 1 > 11) | (day - 1 >= most) | (year == 0);
    // After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years that begin in March. The products stand for
    // divisions by 100 and by 5, and are exact for what can be here.
    const uint32_t is_early = month <= 2, marches = year - is_early, months_of_year = month + 12 * is_early - 3;
    const uint32_t hundreds = marches * 5243 >> 19, days_of_months = (153 * months_of_year + 2) * 52429 >> 18;
    found[lane] =
        (int32_t)(365 * marches + (marches >> 2) - hundreds + (hundreds >> 2) + days_of_months + day) - 719469;
  }
  for (int lane = 0; lane < STET_BATCH; lane++) faults[lane] |= (uint64_t)wrong[lane];
  memcpy(values, found, count * sizeof *values);
  return stet_bits(faults, count);
}

// Where the texts of cells begin, inside their quotes, and how long they are. If no quotes are expected, but a cell begins with one, all
// bits of `quoted` are set.
static inline stet_texts stet_find_texts(stet_column column, size_t count, int32_t *starts, int32_t *lengths) {
  stet_texts found = {0, 0};
  bool has_quote = false, has_empty = false;
  for (size_t row = 0; row < count; row++) {
    const stet_cell cell = stet_cell_at(column, row);
    starts[row] = cell.start;
    lengths[row] = cell.end - cell.start;
    has_empty |= cell.end == cell.start;
    if (column.has_quotes) {
      found.quoted |= (uint64_t)cell.is_quoted << row;
    } else {
      has_quote |= column.bytes[cell.start] == '"';
    }
  }
  if (has_quote) found.quoted = ~(uint64_t)0;
  if (has_empty) {
    for (size_t row = 0; row < count; row++) found.empty |= (uint64_t)(lengths[row] == 0) << row;
    found.empty &= ~found.quoted;
  }
  return found;
}

// A text of up to sixteen bytes as two numbers.
typedef struct {
  uint64_t head, tail;
} stet_text;

// Sixteen bytes can be read, whatever the length. Bytes past the text are masked without a branch, which would be mispredicted if texts
// differ in length.
static inline stet_text stet_short_text(const uint8_t *text, size_t length) {
  static const uint8_t masks[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  const uint8_t *mask = masks + 16 - (length < 16 ? length : 16);
  return (stet_text){stet_word(text) & stet_word(mask), stet_word(text + 8) & stet_word(mask + 8)};
}

// MARK: - By what a processor has

#if defined(__x86_64__)
#define STET_FORMS(KIND, TARGET)                                                                                       \
  TARGET static inline uint64_t stet_ints_##KIND(stet_column column, size_t count, int32_t *values) {                  \
    return stet_ints_any(column, count, values);                                                                       \
  }                                                                                                                    \
  TARGET static inline uint64_t stet_long_ints_##KIND(stet_column column, size_t count, int64_t *values) {             \
    return stet_long_ints_any(column, count, values);                                                                  \
  }                                                                                                                    \
  TARGET static inline stet_decimals stet_decimals_##KIND(stet_column column, size_t count, int64_t *values,           \
                                                          uint8_t *places) {                                           \
    return stet_decimals_any(column, count, values, places);                                                           \
  }                                                                                                                    \
  TARGET static inline uint64_t stet_floats_##KIND(stet_column column, size_t count, double *values) {                 \
    return stet_floats_any(column, count, values);                                                                     \
  }                                                                                                                    \
  TARGET static inline uint64_t stet_dates_##KIND(stet_column column, size_t count, int32_t *values) {                 \
    return stet_dates_any(column, count, values);                                                                      \
  }
STET_FORMS(wide, STET_TARGET_AVX2)
STET_FORMS(widest, STET_TARGET_AVX512)

// Without wide vectors it is faster to read each cell on its own.
#define STET_BEST(KIND, NAME, NOTHING, ...)                                                                            \
  (KIND == STET_SCAN_AVX512 ? NAME##_widest(__VA_ARGS__) : KIND == STET_SCAN_AVX2 ? NAME##_wide(__VA_ARGS__) : NOTHING)
#else
#define STET_BEST(KIND, NAME, NOTHING, ...) ((void)KIND, NOTHING)
#endif

// The kernels that are here write to the first `count` values, and return a bit for each cell that was not read.

static inline uint64_t stet_ints(stet_column column, size_t count, int32_t *values, stet_scan_kind kind) {
  return STET_BEST(kind, stet_ints, stet_first_bits(count), column, count, values);
}

static inline uint64_t stet_long_ints(stet_column column, size_t count, int64_t *values, stet_scan_kind kind) {
  return STET_BEST(kind, stet_long_ints, stet_first_bits(count), column, count, values);
}

static inline uint64_t stet_floats(stet_column column, size_t count, double *values, stet_scan_kind kind) {
  return STET_BEST(kind, stet_floats, stet_first_bits(count), column, count, values);
}

static inline uint64_t stet_dates(stet_column column, size_t count, int32_t *values, stet_scan_kind kind) {
  return STET_BEST(kind, stet_dates, stet_first_bits(count), column, count, values);
}

// To `STET_BATCH` values and places.
static inline stet_decimals stet_read_decimals(stet_column column, size_t count, int64_t *values, uint8_t *places,
                                               stet_scan_kind kind) {
  return STET_BEST(kind, stet_decimals, ((stet_decimals){stet_first_bits(count), 0, 0}), column, count, values, places);
}

#endif
