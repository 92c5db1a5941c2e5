#include "CDatabase.h"
#include <stdlib.h>
#include <string.h>

// SQLite reads files through a table of functions (https://sqlite.org/vfs.html). These know one file, by a function that reads it.

typedef struct {
  sqlite3_file base;
  stet_read read;
  void *file;
  long long size;
} File;

typedef struct {
  sqlite3_vfs base;
  char name[32];
  stet_read read;
  void *file;
  long long size;
} System;

static int file_close(sqlite3_file *file) { return SQLITE_OK; }

static int file_read(sqlite3_file *file, void *target, int count, sqlite3_int64 offset) {
  File *self = (File *)file;
  int done = self->read(self->file, target, count, offset);
  if (done < 0) return SQLITE_IOERR_READ;
  if (done >= count) return SQLITE_OK;
  memset((char *)target + done, 0, count - done);
  return SQLITE_IOERR_SHORT_READ;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  *size = ((File *)file)->size;
  return SQLITE_OK;
}

static int file_write(sqlite3_file *f, const void *b, int n, sqlite3_int64 o) { return SQLITE_READONLY; }
static int file_truncate(sqlite3_file *f, sqlite3_int64 n) { return SQLITE_READONLY; }
static int file_sync(sqlite3_file *f, int flags) { return SQLITE_OK; }
static int file_lock(sqlite3_file *f, int lock) { return SQLITE_OK; }
static int file_reserved(sqlite3_file *f, int *is_reserved) {
  *is_reserved = 0;
  return SQLITE_OK;
}
static int file_control(sqlite3_file *f, int code, void *argument) { return SQLITE_NOTFOUND; }
static int file_sector(sqlite3_file *f) { return 4096; }
// Nobody changes the file, so that there is nothing to lock and no log to look for.
static int file_traits(sqlite3_file *f) { return SQLITE_IOCAP_IMMUTABLE; }

static const sqlite3_io_methods methods = {
    1,         file_close, file_read,     file_write,   file_truncate, file_sync,   file_size,
    file_lock, file_lock,  file_reserved, file_control, file_sector,   file_traits,
};

static int system_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
  File *self = (File *)file;
  System *system = (System *)vfs;
  self->base.pMethods = NULL;
  // Neither a journal nor a file for sorting.
  if (!(flags & SQLITE_OPEN_MAIN_DB)) return SQLITE_CANTOPEN;
  self->base.pMethods = &methods;
  self->read = system->read;
  self->file = system->file;
  self->size = system->size;
  if (out) *out = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

static int system_delete(sqlite3_vfs *v, const char *name, int sync) { return SQLITE_READONLY; }
static int system_access(sqlite3_vfs *v, const char *name, int flags, int *result) {
  *result = 0;
  return SQLITE_OK;
}
static int system_path(sqlite3_vfs *v, const char *name, int count, char *path) {
  sqlite3_snprintf(count, path, "%s", name);
  return SQLITE_OK;
}
// Random numbers and the time are not needed to read, and are the same every time.
static int system_random(sqlite3_vfs *v, int count, char *target) {
  memset(target, 0, count);
  return count;
}
static int system_sleep(sqlite3_vfs *v, int microseconds) { return 0; }
static int system_time(sqlite3_vfs *v, double *days) {
  *days = 2440587.5;
  return SQLITE_OK;
}
static int system_error(sqlite3_vfs *v, int count, char *text) { return 0; }

/// After SQLite's advice for databases of others (https://sqlite.org/security.html).
static int harden(sqlite3 *database) {
  static const int limits[][2] = {
      {SQLITE_LIMIT_LENGTH, 64 << 20},    {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},  {SQLITE_LIMIT_EXPR_DEPTH, 100},
      {SQLITE_LIMIT_COMPOUND_SELECT, 10}, {SQLITE_LIMIT_VDBE_OP, 100000},      {SQLITE_LIMIT_FUNCTION_ARG, 8},
      {SQLITE_LIMIT_ATTACHED, 0},         {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50}, {SQLITE_LIMIT_VARIABLE_NUMBER, 10},
      {SQLITE_LIMIT_TRIGGER_DEPTH, 1},    {SQLITE_LIMIT_WORKER_THREADS, 0},
  };
  for (unsigned i = 0; i < sizeof limits / sizeof *limits; i++) sqlite3_limit(database, limits[i][0], limits[i][1]);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  return sqlite3_exec(
      database,
      "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;"
      "PRAGMA ignore_check_constraints = ON",
      NULL, NULL, NULL);
}

int stet_database_open(stet_read read, void *file, long long size, sqlite3 **database) {
  *database = NULL;
  System *system = calloc(1, sizeof *system);
  if (!system) return SQLITE_NOMEM;
  // Each connection has a system of its own, so that several threads can read files at the same time.
  sqlite3_snprintf(sizeof system->name, system->name, "stet-%p", (void *)system);
  system->read = read;
  system->file = file;
  system->size = size;
  system->base = (sqlite3_vfs){
      .iVersion = 2,
      .szOsFile = sizeof(File),
      .mxPathname = 64,
      .zName = system->name,
      .xOpen = system_open,
      .xDelete = system_delete,
      .xAccess = system_access,
      .xFullPathname = system_path,
      .xRandomness = system_random,
      .xSleep = system_sleep,
      .xCurrentTime = system_time,
      .xGetLastError = system_error,
  };
  int result = sqlite3_vfs_register(&system->base, 0);
  if (result != SQLITE_OK) {
    free(system);
    return result;
  }
  result = sqlite3_open_v2("database", database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, system->name);
  if (!*database) {
    sqlite3_vfs_unregister(&system->base);
    free(system);
    return result;
  }
  return result == SQLITE_OK ? harden(*database) : result;
}

void stet_database_close(sqlite3 *database) {
  if (!database) return;
  sqlite3_vfs *vfs = NULL;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
  sqlite3_close(database);
  if (!vfs || strncmp(vfs->zName, "stet-", 5)) return;
  sqlite3_vfs_unregister(vfs);
  free(vfs);
}

int stet_database_create(sqlite3 **database) {
  return sqlite3_open_v2(
      ":memory:", database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
}

void stet_database_watch(sqlite3 *database, int (*is_cancelled)(void *), void *context) {
  sqlite3_progress_handler(database, 20000, is_cancelled, context);
}

// What the release program links in place of `dlopen` (Scripts/build): no extension can be loaded, and no part of glibc is looked for.
void *stet_no_library(const char *name, int mode) { return NULL; }

int stet_bind_text(sqlite3_stmt *statement, int place, const char *text, int count) {
  return sqlite3_bind_text(statement, place, text, count, SQLITE_TRANSIENT);
}
