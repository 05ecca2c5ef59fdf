/* Stands before fsync, fdatasync and write of the program it is loaded into (LD_PRELOAD), as a disk in trouble would.
 * Each sync takes as many milliseconds longer as the file $SLOW_SYNC_CONTROL says, four bytes, read anew each time; and
 * whoever writes to a file meanwhile waits until the sync is over. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pthread_rwlock_t disk = PTHREAD_RWLOCK_INITIALIZER;

static void wait_as_told(void) {
  const char *path = getenv("SLOW_SYNC_CONTROL");
  int32_t ms = 0;
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  if (read(file, &ms, sizeof ms) == sizeof ms && ms > 0) {
    struct timespec pause = {ms / 1000, (ms % 1000) * 1000000L};
    nanosleep(&pause, NULL);
  }
  close(file);
}

static int sync_slowly(long call, int file) {
  pthread_rwlock_wrlock(&disk);
  wait_as_told();
  int result = (int)syscall(call, file);
  pthread_rwlock_unlock(&disk);
  return result;
}

int fsync(int file) { return sync_slowly(SYS_fsync, file); }

int fdatasync(int file) { return sync_slowly(SYS_fdatasync, file); }

ssize_t write(int file, const void *bytes, size_t count) {
  struct stat kind;
  int on_disk = fstat(file, &kind) == 0 && S_ISREG(kind.st_mode);
  if (on_disk) pthread_rwlock_rdlock(&disk);
  ssize_t result = syscall(SYS_write, file, bytes, count);
  if (on_disk) pthread_rwlock_unlock(&disk);
  return result;
}
