#include "CPattern.h"

#include <vector>

#include <re2/re2.h>

struct stet_pattern {
  RE2 program;

  stet_pattern(const re2::StringPiece &text, const RE2::Options &options) : program(text, options) {}
};

struct stet_pattern *stet_pattern_make(const char *bytes, size_t count) {
  RE2::Options options;
  options.set_log_errors(false);
  stet_pattern *pattern = new stet_pattern(re2::StringPiece(bytes, count), options);
  if (pattern->program.ok()) return pattern;
  delete pattern;
  return nullptr;
}

void stet_pattern_free(struct stet_pattern *pattern) { delete pattern; }

bool stet_pattern_find(const struct stet_pattern *pattern, const char *text, size_t count, size_t groups, ptrdiff_t *bounds) {
  // An empty text may have no address.
  re2::StringPiece whole(count > 0 ? text : "", count);
  // Memory for few groups is there already: to ask for it took as long as to find a match.
  re2::StringPiece few[4];
  std::vector<re2::StringPiece> many(groups > 4 ? groups : 0);
  re2::StringPiece *found = groups > 4 ? many.data() : few;
  if (!pattern->program.Match(whole, 0, count, RE2::UNANCHORED, found, static_cast<int>(groups))) return false;
  for (size_t group = 0; group < groups; group += 1) {
    const char *begin = found[group].data();
    bounds[2 * group] = begin ? begin - whole.data() : -1;
    bounds[2 * group + 1] = begin ? begin - whole.data() + static_cast<ptrdiff_t>(found[group].size()) : -1;
  }
  return true;
}
