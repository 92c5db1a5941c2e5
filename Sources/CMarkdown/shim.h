// libcmark-gfm with the extensions that a notebook may use; its calls are behind a few functions, so that no global is touched.
#ifndef STET_MARKDOWN_SHIM_H
#define STET_MARKDOWN_SHIM_H

#include <stdint.h>
#include <string.h>
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

/// The document of some bytes with tables, strikethrough, task lists and footnotes; `stet_markdown_free` ends it.
static inline cmark_node *stet_markdown_parse(const char *bytes, size_t count) {
  static const char *const names[] = {"table", "strikethrough", "tasklist"};
  cmark_gfm_core_extensions_ensure_registered();
  cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_SOURCEPOS);
  for (size_t place = 0; place < sizeof names / sizeof *names; place += 1) {
    cmark_syntax_extension *extension = cmark_find_syntax_extension(names[place]);
    if (extension) cmark_parser_attach_syntax_extension(parser, extension);
  }
  cmark_parser_feed(parser, bytes, count);
  cmark_node *document = cmark_parser_finish(parser);
  cmark_parser_free(parser);
  return document;
}

static inline void stet_markdown_free(cmark_node *document) { cmark_node_free(document); }

/// 1 for a numbered list, 0 for one with bullets.
static inline int stet_markdown_is_numbered(cmark_node *list) { return cmark_node_get_list_type(list) == CMARK_ORDERED_LIST; }

/// `l`, `r`, `c` or 0 for a column of a table.
static inline uint8_t stet_markdown_alignment(cmark_node *table, uint16_t column) {
  uint8_t *alignments = cmark_gfm_extensions_get_table_alignments(table);
  return column < cmark_gfm_extensions_get_table_columns(table) ? alignments[column] : 0;
}

static inline int stet_markdown_is_fenced(cmark_node *code) {
  int length, offset;
  char mark;
  return cmark_node_get_fenced(code, &length, &offset, &mark);
}

static inline int stet_markdown_is_checked(cmark_node *item) { return cmark_gfm_extensions_get_tasklist_item_checked(item); }

/// What a node is, as one set of names for what the library and its extensions have.
enum stet_markdown_kind {
  STET_MARKDOWN_OTHER, STET_MARKDOWN_DOCUMENT, STET_MARKDOWN_QUOTE, STET_MARKDOWN_LIST, STET_MARKDOWN_ITEM, STET_MARKDOWN_TASK,
  STET_MARKDOWN_CODE_BLOCK, STET_MARKDOWN_HTML_BLOCK, STET_MARKDOWN_PARAGRAPH, STET_MARKDOWN_HEADING, STET_MARKDOWN_RULE,
  STET_MARKDOWN_FOOTNOTE, STET_MARKDOWN_TABLE, STET_MARKDOWN_TABLE_HEADER, STET_MARKDOWN_TABLE_ROW, STET_MARKDOWN_TABLE_CELL,
  STET_MARKDOWN_TEXT, STET_MARKDOWN_SOFT_BREAK, STET_MARKDOWN_LINE_BREAK, STET_MARKDOWN_CODE, STET_MARKDOWN_HTML,
  STET_MARKDOWN_EMPHASIS, STET_MARKDOWN_STRONG, STET_MARKDOWN_LINK, STET_MARKDOWN_IMAGE, STET_MARKDOWN_FOOTNOTE_REFERENCE,
  STET_MARKDOWN_STRIKETHROUGH
};

static inline enum stet_markdown_kind stet_markdown_kind(cmark_node *node) {
  switch (cmark_node_get_type(node)) {
  case CMARK_NODE_DOCUMENT: return STET_MARKDOWN_DOCUMENT;
  case CMARK_NODE_BLOCK_QUOTE: return STET_MARKDOWN_QUOTE;
  case CMARK_NODE_LIST: return STET_MARKDOWN_LIST;
  case CMARK_NODE_CODE_BLOCK: return STET_MARKDOWN_CODE_BLOCK;
  case CMARK_NODE_HTML_BLOCK: return STET_MARKDOWN_HTML_BLOCK;
  case CMARK_NODE_PARAGRAPH: return STET_MARKDOWN_PARAGRAPH;
  case CMARK_NODE_HEADING: return STET_MARKDOWN_HEADING;
  case CMARK_NODE_THEMATIC_BREAK: return STET_MARKDOWN_RULE;
  case CMARK_NODE_FOOTNOTE_DEFINITION: return STET_MARKDOWN_FOOTNOTE;
  case CMARK_NODE_TEXT: return STET_MARKDOWN_TEXT;
  case CMARK_NODE_SOFTBREAK: return STET_MARKDOWN_SOFT_BREAK;
  case CMARK_NODE_LINEBREAK: return STET_MARKDOWN_LINE_BREAK;
  case CMARK_NODE_CODE: return STET_MARKDOWN_CODE;
  case CMARK_NODE_HTML_INLINE: return STET_MARKDOWN_HTML;
  case CMARK_NODE_EMPH: return STET_MARKDOWN_EMPHASIS;
  case CMARK_NODE_STRONG: return STET_MARKDOWN_STRONG;
  case CMARK_NODE_LINK: return STET_MARKDOWN_LINK;
  case CMARK_NODE_IMAGE: return STET_MARKDOWN_IMAGE;
  case CMARK_NODE_FOOTNOTE_REFERENCE: return STET_MARKDOWN_FOOTNOTE_REFERENCE;
  default: break;
  }
  // Those of extensions have no constants.
  const char *name = cmark_node_get_type_string(node);
  if (!strcmp(name, "item")) return STET_MARKDOWN_ITEM;
  if (!strcmp(name, "tasklist")) return STET_MARKDOWN_TASK;
  if (!strcmp(name, "table")) return STET_MARKDOWN_TABLE;
  if (!strcmp(name, "table_header")) return STET_MARKDOWN_TABLE_HEADER;
  if (!strcmp(name, "table_row")) return STET_MARKDOWN_TABLE_ROW;
  if (!strcmp(name, "table_cell")) return STET_MARKDOWN_TABLE_CELL;
  if (!strcmp(name, "strikethrough")) return STET_MARKDOWN_STRIKETHROUGH;
  return STET_MARKDOWN_OTHER;
}

#endif
