#include <sqlite3.h>

/// Reads `count` bytes at `offset` of a file into `target`; returns how many there were, or -1.
typedef int (*stet_read)(void *file, void *target, int count, long long offset);

/// Opens a database that `read` reads and that is never written: no path, no lock, no journal and no other file is touched. The
/// connection takes nothing from the file for granted: it runs no triggers and views, loads no extension, attaches nothing.
///
/// `file` must outlive the connection, which `stet_database_close` closes, also after a failure.
int stet_database_open(stet_read read, void *file, long long size, sqlite3 **database);
void stet_database_close(sqlite3 *database);

/// A database in memory.
int stet_database_create(sqlite3 **database);

/// Calls `is_cancelled` now and then while a statement runs, which ends if it says so.
void stet_database_watch(sqlite3 *database, int (*is_cancelled)(void *), void *context);

/// Binds a copy of a text.
int stet_bind_text(sqlite3_stmt *statement, int place, const char *text, int count);
