// Regular expressions by RE2, which take time in proportion to the text whatever the pattern, so that no pattern in a script can hang a
// run. RE2 has a C++ interface alone; these are the calls of it that Stet makes.
#ifndef STET_PATTERN_H
#define STET_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct stet_pattern;

/// A compiled pattern, for any number of threads; null if it is not one or needs too much memory. `stet_pattern_free` ends it.
struct stet_pattern *stet_pattern_make(const char *bytes, size_t count);

void stet_pattern_free(struct stet_pattern *pattern);

/// Whether the pattern is found in the text. Of the first `groups` of the whole match and its groups in parentheses, the begin and the
/// end in bytes go to `bounds`, −1 for a group that took no part.
bool stet_pattern_find(const struct stet_pattern *pattern, const char *text, size_t count, size_t groups, ptrdiff_t *bounds);

#ifdef __cplusplus
}
#endif
#endif
