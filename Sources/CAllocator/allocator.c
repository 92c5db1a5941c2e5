// Where memory comes from, and where it goes when it is short.
//
// - jemalloc asks `extent_alloc` for stretches of addresses. Up to three eighths of the limit they are anonymous memory. Beyond, they are
//   mapped from a file without a name in the temporary folder: the same addresses, but the system can write them to the disk.
// - A thread looks at how much of the process is in memory and, near the limit, lets go of mapped stretches: what is read again comes
//   back from the file. No operation knows of it, so that results are those of a run with all memory.
// - Where there is nothing left to give, the process ends with a message and status 5: Swift would trap at an allocation that fails.
//
// Nothing here may allocate.

#include "allocator.h"

#ifdef __linux__

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

// jemalloc reads this name. Memory that a step let go of serves the next one: under a virtual machine, to touch fresh pages
// costs several times what most steps do with them.
// - one arena, so that any thread may have what another let go of; threads keep small blocks of their own
// - large blocks are treated like others: they would be given back at once
// - nothing goes back to the system before the program ends: given back bit by bit, it comes back in pages of 4 KiB
// - any free stretch may be divided for a smaller block: kept whole for blocks of up to a 64th of it, as is usual, stretches were
//   left that nothing fit in, and each step that made texts took fresh memory
const char *malloc_conf = "narenas:1,oversize_threshold:0,dirty_decay_ms:-1,lg_extent_max_active_fit:20";

// From jemalloc.h, whose package need not be there to build.
typedef struct extent_hooks_s extent_hooks_t;
struct extent_hooks_s {
  void *(*alloc)(extent_hooks_t *, void *, size_t, size_t, bool *, bool *, unsigned);
  bool (*dalloc)(extent_hooks_t *, void *, size_t, bool, unsigned);
  void (*destroy)(extent_hooks_t *, void *, size_t, bool, unsigned);
  bool (*commit)(extent_hooks_t *, void *, size_t, size_t, size_t, unsigned);
  bool (*decommit)(extent_hooks_t *, void *, size_t, size_t, size_t, unsigned);
  bool (*purge_lazy)(extent_hooks_t *, void *, size_t, size_t, size_t, unsigned);
  bool (*purge_forced)(extent_hooks_t *, void *, size_t, size_t, size_t, unsigned);
  bool (*split)(extent_hooks_t *, void *, size_t, size_t, size_t, bool, unsigned);
  bool (*merge)(extent_hooks_t *, void *, size_t, void *, size_t, bool, unsigned);
};
#ifdef STET_SANITIZE
// A sanitizer has an allocator of its own.
static int mallctl(const char *name, void *old, size_t *old_size, void *new, size_t new_size) {
  (void)name, (void)old, (void)old_size, (void)new, (void)new_size;
  return ENOSYS;
}
#else
int mallctl(const char *, void *, size_t *, void *, size_t);
#endif

enum {
  /// What the program, its libraries and stacks take besides blocks.
  BASE = 32 << 20,
  MOST_STRETCHES = 1 << 16,
  /// What is left of the folder's disk for others.
  LEFT_ON_DISK = 256 << 20,
  /// How much more than it needs jemalloc asks for.
  MOST_GROWTH = 8 << 20,
  /// A large page. Under a virtual machine the first touch of a page of 4 KiB costs about as much as filling it eight times.
  PAGE = 2 << 20,
  /// A process with less than this has small pages, which take less memory and are quickly had.
  SMALL = 16 << 20,
  /// What is let go of at a time.
  STEP = 16 << 20,
};

static atomic_size_t limit;
static const char *folder;
static void (*remove_unfinished_files)(void);

/// Mapped bytes that are no file's.
static atomic_size_t anonymous;

/// The file, and what is mapped of it. Written under jemalloc's lock for growing and under `growing`; read by the pager.
static int file = -1;
static struct { char *start; size_t size; } stretches[MOST_STRETCHES];
/// Which parts of the file are read ahead, by the stretch and the part of it; parts that share an entry lose the speed and nothing else.
static unsigned char is_read_ahead[MOST_STRETCHES];
static atomic_size_t stretch_count;
static atomic_size_t spilled;
static pthread_mutex_t growing = PTHREAD_MUTEX_INITIALIZER;
/// Raised once the first stretch of the file is mapped.
static sem_t has_stretch;

/// Why memory ended, for the message.
static atomic_bool is_disk_full;
/// Whether the last request of a thread could not be met. jemalloc asks for more than it needs first, and then for what it needs; of
/// small blocks, the first request is not much more.
static _Thread_local bool has_failed;
static atomic_bool is_exhausted;

// MARK: - The end

static void say(const char *words) {
  for (size_t left = strlen(words); left > 0;) {
    ssize_t written = write(STDERR_FILENO, words, left);
    if (written < 0 && errno != EINTR) return;
    if (written > 0) { words += written; left -= (size_t)written; }
  }
}

static _Noreturn void end(void) {
  // The others wait here for the process to end.
  if (atomic_exchange(&is_exhausted, true)) for (;;) pause();
  if (remove_unfinished_files != NULL) remove_unfinished_files();
  if (isatty(STDERR_FILENO)) say("\r\033[K");
  say("error[memory]: ");
  if (atomic_load(&is_disk_full)) {
    say("memory is short, and the temporary folder has no room for what does not fit\n"
        "  note: the folder is ");
    say(folder);
    say("; `TMPDIR` names another one\n");
  } else {
    say("the system gives no more memory\n"
        "  note: fewer columns or rows need less; `--max-memory` keeps more of them on the disk\n");
  }
  _exit(5);
}

static struct sigaction earlier[NSIG];

/// A trap of the runtime that has memory as its cause: jemalloc's own tables, which it extends by 2 MiB, and stacks come from elsewhere
/// than `extent_alloc`.
static void trapped(int signal) {
  void *memory = mmap(NULL, 4 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) end();
  munmap(memory, 4 << 20);
  sigaction(signal, &earlier[signal], NULL);
  raise(signal);
}

/// A page of the file that cannot be written or read back.
static void lost(int signal, siginfo_t *info, void *context) {
  (void)context;
  char *place = info->si_addr;
  for (size_t index = 0; index < atomic_load(&stretch_count); index++) {
    if (place >= stretches[index].start && place < stretches[index].start + stretches[index].size) {
      atomic_store(&is_disk_full, true);
      end();
    }
  }
  trapped(signal);
}

// MARK: - Stretches of addresses

static char *mapped(size_t size, size_t alignment, int flags, int descriptor, off_t offset) {
  // Aligned within what is mapped, and the rest given back.
  size_t room = alignment > (size_t)sysconf(_SC_PAGESIZE) ? size + alignment : size;
  char *start = mmap(NULL, room, PROT_READ | PROT_WRITE, flags | MAP_NORESERVE, descriptor, offset);
  if (start == MAP_FAILED) return NULL;
  if (room == size) return start;
  char *aligned = (char *)(((uintptr_t)start + alignment - 1) & ~(uintptr_t)(alignment - 1));
  if (descriptor >= 0) {
    // The offset belongs to the start: mapped anew at the aligned place.
    if (mmap(aligned, size, PROT_READ | PROT_WRITE, flags | MAP_FIXED, descriptor, offset) == MAP_FAILED) {
      munmap(start, room);
      return NULL;
    }
  }
  if (aligned > start) munmap(start, (size_t)(aligned - start));
  char *end = aligned + size;
  if (end < start + room) munmap(end, (size_t)(start + room - end));
  return aligned;
}

/// `TMPDIR`, or `/tmp`, or `/var/tmp` if `/tmp` is kept in memory itself.
static const char *temporary_folder(void) {
  const char *named = getenv("TMPDIR");
  if (named != NULL && *named != 0) return named;
  struct statfs system;
  return statfs("/tmp", &system) == 0 && system.f_type == TMPFS_MAGIC ? "/var/tmp" : "/tmp";
}

/// A file that no other process can open and that ends with this one, however it ends.
static int unnamed_file(void) {
  int made = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL)) return made;
  // File systems that know no files without a name: it loses its name at once.
  char name[4096];
  int length = snprintf(name, sizeof name, "%s/stet-%d.spill", folder, (int)getpid());
  if (length < 0 || (size_t)length >= sizeof name) return -1;
  made = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (made >= 0) unlink(name);
  return made;
}

/// What the file may still take from the folder's disk.
static size_t disk_room(void) {
  struct statvfs disk;
  if (statvfs(folder, &disk) != 0) return 0;
  size_t free = (size_t)disk.f_bavail * disk.f_frsize;
  return free > LEFT_ON_DISK ? free - LEFT_ON_DISK : 0;
}

static char *from_file(size_t size, size_t alignment) {
  pthread_mutex_lock(&growing);
  char *start = NULL;
  size_t count = atomic_load(&stretch_count), end = atomic_load(&spilled);
  if (file < 0) file = unnamed_file();
  bool has_room = file >= 0 && size <= disk_room();
  if (has_room && count < MOST_STRETCHES) {
    // Reserved, so that no page of it can fail for want of room later.
    int result;
    do { result = fallocate(file, 0, (off_t)end, (off_t)size); } while (result != 0 && errno == EINTR);
    if (result != 0 && errno == EOPNOTSUPP) result = ftruncate(file, (off_t)(end + size));
    has_room = result == 0;
    if (has_room) start = mapped(size, alignment, MAP_SHARED, file, (off_t)end);
    // Without reading ahead, the system takes a page of the file for each page of memory. With it, it takes up to 2 MiB at once: one
    // written word then counts as 2 MiB in memory, and takes as long as 512 pages.
    if (start != NULL) madvise(start, size, MADV_RANDOM);
  }
  if (start != NULL) {
    stretches[count].start = start;
    stretches[count].size = size;
    atomic_store(&spilled, end + size);
    atomic_store(&stretch_count, count + 1);
    if (count == 0) sem_post(&has_stretch);
  } else if (!has_room) {
    atomic_store(&is_disk_full, true);
  }
  pthread_mutex_unlock(&growing);
  return start;
}

static char *from_memory(size_t size, size_t alignment) {
  bool is_large = size >= PAGE && atomic_load(&anonymous) >= SMALL;
  char *start = mapped(size, is_large && alignment < PAGE ? PAGE : alignment, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == NULL) return NULL;
  // Advice: where it is not taken, nothing changes but the speed.
  if (is_large) madvise(start, size, MADV_HUGEPAGE);
  atomic_fetch_add(&anonymous, size);
  return start;
}

static void *extent_alloc(
    extent_hooks_t *hooks, void *place, size_t size, size_t alignment, bool *zero, bool *commit, unsigned arena) {
  (void)hooks;
  (void)arena;
  // Only a place of its own choice; jemalloc goes on without.
  if (place != NULL) return NULL;
  size_t after = atomic_load(&anonymous) + size + BASE, most = atomic_load(&limit);
  char *start = after <= most / 8 * 3 ? from_memory(size, alignment) : from_file(size, alignment);
  // A disk without room leaves what memory has.
  if (start == NULL && after > most / 8 * 3 && after <= most) start = from_memory(size, alignment);
  if (start == NULL) {
    if (has_failed || size <= 4 * MOST_GROWTH) end();
    has_failed = true;
    return NULL;
  }
  has_failed = false;
  *zero = true;
  *commit = true;
  return start;
}

static bool extent_split(
    extent_hooks_t *hooks, void *start, size_t size, size_t first, size_t second, bool committed, unsigned arena) {
  (void)hooks, (void)start, (void)size, (void)first, (void)second, (void)committed, (void)arena;
  return false;
}

static bool extent_merge(
    extent_hooks_t *hooks, void *first, size_t first_size, void *second, size_t second_size, bool committed,
    unsigned arena) {
  (void)hooks, (void)first, (void)first_size, (void)second, (void)second_size, (void)committed, (void)arena;
  return false;
}

/// What is not there is not done: nothing goes back to the system.
static extent_hooks_t hooks = {.alloc = extent_alloc, .split = extent_split, .merge = extent_merge};

// MARK: - The pager

static size_t resident(int status) {
  char text[128];
  ssize_t count = pread(status, text, sizeof text - 1, 0);
  if (count <= 0) return 0;
  text[count] = 0;
  const char *second = strchr(text, ' ');
  return second == NULL ? 0 : strtoul(second, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

/// Whether every page of a stretch has been written: the file then has it page by page, and what comes back from the disk can be read
/// ahead.
static bool is_written(char *start, size_t size) {
  static unsigned char pages[STEP / 4096];
  size_t page = (size_t)sysconf(_SC_PAGESIZE), count = size / page;
  if (count > sizeof pages || mincore(start, size, pages) != 0) return false;
  for (size_t index = 0; index < count; index++) {
    if (!(pages[index] & 1)) return false;
  }
  return true;
}

/// Lets go of mapped stretches, in turn, while too much of the process is in memory.
static void *pager(void *nothing) {
  (void)nothing;
  while (sem_wait(&has_stretch) != 0) {}
  int status = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (status < 0) return NULL;
  size_t index = 0, offset = 0;
  for (;;) {
    struct timespec pause = {0, 1000 * 1000};
    nanosleep(&pause, NULL);
    // Below the limit by what may be touched until the next look, which can be late on a busy machine.
    size_t most = atomic_load(&limit), high = most / 8 * 5, low = most / 2;
    size_t now = resident(status);
    if (now <= high) continue;
    // Once around at most: what is left then is in use right now.
    for (size_t seen = 0, all = atomic_load(&spilled); now > low && seen < all;) {
      if (index >= atomic_load(&stretch_count)) index = 0;
      char *start = stretches[index].start + offset;
      size_t rest = stretches[index].size - offset, size = rest < STEP ? rest : STEP;
      madvise(start, size, MADV_DONTNEED);
      unsigned char *part = is_read_ahead + (index * 31 + offset / STEP) % MOST_STRETCHES;
      if (!*part && is_written(start, size)) {
        madvise(start, size, MADV_NORMAL);
        *part = 1;
      }
      seen += size;
      offset += size;
      if (offset == stretches[index].size) { index++; offset = 0; }
      now = resident(status);
    }
  }
}

/// With a small stack, and deaf to signals, which are for the others.
static void start_pager(void) {
  sem_init(&has_stretch, 0, 0);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 << 10);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  // Without it, the process keeps more in memory than it should, and nothing else.
  (void)pthread_create(&thread, &attributes, pager, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
}

// MARK: - What the program calls

static void watch(int signal, void (*handler)(int), void (*detailed)(int, siginfo_t *, void *)) {
  struct sigaction action = {.sa_flags = SA_NODEFER | SA_ONSTACK};
  if (detailed != NULL) {
    action.sa_sigaction = detailed;
    action.sa_flags |= SA_SIGINFO;
  } else {
    action.sa_handler = handler;
  }
  sigaction(signal, &action, &earlier[signal]);
}

#ifndef STET_SANITIZE
/// Before the libraries begin, so that a trap in one that memory has no room for is caught too.
static void watch_traps(int count, char **arguments, char **environment) {
  (void)count, (void)arguments, (void)environment;
  watch(SIGILL, trapped, NULL);
  watch(SIGTRAP, trapped, NULL);
  watch(SIGABRT, trapped, NULL);
  watch(SIGSEGV, trapped, NULL);
  watch(SIGBUS, NULL, lost);
}

__attribute__((section(".preinit_array"), used)) static void (*before_libraries)(int, char **, char **) = watch_traps;
#endif

void stet_allocator_start(size_t most, void (*remove_files)(void)) {
  atomic_store(&limit, most);
  folder = temporary_folder();
  remove_unfinished_files = remove_files;
  start_pager();
  extent_hooks_t *own = &hooks;
  mallctl("arena.0.extent_hooks", NULL, NULL, &own, sizeof own);
  size_t growth = MOST_GROWTH;
  mallctl("arena.0.retain_grow_limit", NULL, NULL, &growth, sizeof growth);
}

void stet_allocator_limit(size_t most) { atomic_store(&limit, most); }

size_t stet_allocator_used(void) {
  uint64_t epoch = 1;
  size_t size = sizeof epoch, used = 0;
  mallctl("epoch", &epoch, &size, &epoch, size);
  size = sizeof used;
  mallctl("stats.allocated", &used, &size, NULL, 0);
  return used;
}

size_t stet_allocator_room(void) {
  size_t room = disk_room();
  struct rlimit addresses;
  if (getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur != RLIM_INFINITY) {
    int status = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    char text[128];
    ssize_t count = status < 0 ? 0 : pread(status, text, sizeof text - 1, 0);
    if (status >= 0) close(status);
    text[count > 0 ? count : 0] = 0;
    size_t taken = strtoul(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
    size_t left = addresses.rlim_cur > taken ? addresses.rlim_cur - taken : 0;
    if (left < room) room = left;
  }
  return room;
}

#endif
