// Readline's state lives in C globals, which Swift 6 does not let through; each one used has an accessor here.
#ifndef STET_READLINE_SHIM_H
#define STET_READLINE_SHIM_H

#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>
#include <readline/readline.h>
#include <readline/history.h>

// libedit calls itself version 4.2 of Readline.
#if !defined(RL_READLINE_VERSION) || RL_READLINE_VERSION < 0x0700
#error "GNU Readline 7 or newer is needed, not libedit: `brew install readline pkgconf` on a Mac"
#endif

static inline const char *stet_rl_line(void) { return rl_line_buffer; }
static inline int stet_rl_point(void) { return rl_point; }
static inline int stet_rl_end(void) { return rl_end; }
static inline void stet_rl_set_point(int place) { rl_point = place; }
static inline void stet_rl_finish(void) { rl_done = 1; }
static inline void stet_rl_print(const char *text) {
  fputs(text, rl_outstream);
  fflush(rl_outstream);
}
static inline void stet_rl_set_signal_hook(rl_hook_func_t *hook) { rl_signal_event_hook = hook; }
/// The name by which a user's `.inputrc` can tell Stet from other programs.
static inline void stet_rl_set_name(void) { rl_readline_name = "stet"; }

/// Raw mode with Ctrl-C as a plain key: no signal arrives while a line is typed, so nothing has to jump out of one.
static inline void stet_rl_prepare(int meta) {
  struct termios settings;
  rl_prep_terminal(meta);
  if (tcgetattr(STDIN_FILENO, &settings) == 0) {
    settings.c_cc[VINTR] = _POSIX_VDISABLE;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings);
  }
}
static inline void stet_rl_take_over_interrupt(void) { rl_prep_term_function = stet_rl_prepare; }

#endif
