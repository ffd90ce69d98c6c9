/*
 * Stands between SQLite and the disk (LD_PRELOAD) and writes down what is done to one database file and its log: every write,
 * every change of length and every sync, in order. What was not synced can then be thrown away, as a power cut does. Syncing
 * itself is left out: the page cache survives the death of a process, and it is the record that counts.
 *
 *   PARLOR_DISK       the database file
 *   PARLOR_DISK_LOG   where the record goes
 *   PARLOR_DISK_DIE   dies instead of its n-th step, if given
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE = 2, SYNC = 3 };

struct record {
  uint32_t kind;
  uint32_t file;
  uint64_t offset;
  uint64_t length;
};

static const char *database;
static int record_fd = -1;
static long die_at = -1;
static long steps = 0;

__attribute__((constructor)) static void begin(void) {
  database = getenv("PARLOR_DISK");
  const char *path = getenv("PARLOR_DISK_LOG");
  const char *die = getenv("PARLOR_DISK_DIE");
  if (database && path) record_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (die) die_at = atol(die);
}

/* 0 the database, 1 its log, -1 something else */
static int number_of(const char *path) {
  size_t length = strlen(database);
  if (strncmp(path, database, length) != 0) return -1;
  if (path[length] == 0) return 0;
  return strcmp(path + length, "-wal") == 0 ? 1 : -1;
}

static int file_of(int fd) {
  char link[64], path[4096];
  if (record_fd < 0) return -1;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return -1;
  path[length] = 0;
  return number_of(path);
}

static void note(uint32_t kind, int file, uint64_t offset, const void *data, uint64_t length) {
  if (die_at >= 0 && ++steps > die_at) {
    kill(getpid(), SIGKILL);
    pause();
  }
  struct record record = {kind, (uint32_t)file, offset, length};
  struct iovec parts[2] = {{&record, sizeof record}, {(void *)data, kind == WRITE ? length : 0}};
  ssize_t whole = (ssize_t)(parts[0].iov_len + parts[1].iov_len);
  /* a record with a hole proves nothing */
  if (writev(record_fd, parts, 2) != whole) abort();
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  int file = file_of(fd);
  if (file >= 0) note(WRITE, file, (uint64_t)offset, data, length);
  return real(fd, data, length, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  int file = file_of(fd);
  if (file >= 0) note(WRITE, file, (uint64_t)offset, data, length);
  return real(fd, data, length, offset);
}

ssize_t write(int fd, const void *data, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  int file = file_of(fd);
  if (file >= 0) note(WRITE, file, (uint64_t)lseek(fd, 0, SEEK_CUR), data, length);
  return real(fd, data, length);
}

int ftruncate(int fd, off_t length) {
  REAL(int, "ftruncate", int, off_t);
  int file = file_of(fd);
  if (file >= 0) note(TRUNCATE, file, 0, NULL, (uint64_t)length);
  return real(fd, length);
}

int ftruncate64(int fd, off64_t length) {
  REAL(int, "ftruncate64", int, off64_t);
  int file = file_of(fd);
  if (file >= 0) note(TRUNCATE, file, 0, NULL, (uint64_t)length);
  return real(fd, length);
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  int file = record_fd < 0 ? -1 : number_of(path);
  if (file >= 0) note(TRUNCATE, file, 0, NULL, 0);
  return real(path);
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  int file = file_of(fd);
  if (file < 0) return real(fd);
  note(SYNC, file, 0, NULL, 0);
  return 0;
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  int file = file_of(fd);
  if (file < 0) return real(fd);
  note(SYNC, file, 0, NULL, 0);
  return 0;
}
