// The SHA-256 instructions of x86 processors, which Swift cannot reach. Where there are none, the Swift code in
// StetFormats does the same work.
#ifndef STET_SHA256_H
#define STET_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

// Intel's manual, CPUID leaf 7: bit 29 of EBX says SHA; leaf 1: bit 19 of ECX says SSE4.1.
static inline bool stet_has_sha256(void) {
  unsigned int a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & (1u << 29))) return false;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & (1u << 19));
}

// Hashes whole blocks of 64 bytes into the eight words of `state`; `constants` are those of FIPS 180-4 §4.2.2.
__attribute__((target("sha,sse4.1,ssse3"))) static inline void stet_sha256_blocks(
    uint32_t *state, const uint8_t *bytes, size_t blocks, const uint32_t *constants) {
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  // The instructions want the words as ABEF and CDGH.
  __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(low, high, 8);
  __m128i cdgh = _mm_blend_epi16(high, low, 0xF0);
  for (; blocks > 0; blocks--, bytes += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; group++) {
      __m128i word;
      if (group < 4) {
        word = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * group)), order);
      } else {
        const __m128i last = words[(group + 3) & 3];
        const __m128i seven = _mm_alignr_epi8(last, words[(group + 2) & 3], 4);
        word = _mm_sha256msg1_epu32(words[group & 3], words[(group + 1) & 3]);
        word = _mm_sha256msg2_epu32(_mm_add_epi32(word, seven), last);
      }
      words[group & 3] = word;
      const __m128i sum = _mm_add_epi32(word, _mm_loadu_si128((const __m128i *)(constants + 4 * group)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  low = _mm_shuffle_epi32(abef, 0x1B);
  high = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}
#else
static inline bool stet_has_sha256(void) { return false; }
static inline void stet_sha256_blocks(
    uint32_t *state, const uint8_t *bytes, size_t blocks, const uint32_t *constants) {}
#endif
#endif
