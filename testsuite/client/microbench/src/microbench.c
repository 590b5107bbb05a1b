/* Measures what a kernel does all the time: microbench BENCHMARK SECONDS DIRECTORY prints one number. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIPE_BLOCK 512
#define COPY_BLOCK (64 * 1024)
#define COPY_SIZE (1024 * 1024)

static char block[COPY_BLOCK];
static int one[2], two[2];
static int copied_from = -1, copied_to = -1;

static void give_up(const char *attempt) {
  fprintf(stderr, "microbench: %s: %s\n", attempt, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) give_up("clock_gettime");
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void write_all(int file, size_t length) {
  if (write(file, block, length) != (ssize_t)length) give_up("write");
}

static void read_all(int file, size_t length) {
  if (read(file, block, length) != (ssize_t)length) give_up("read");
}

static void do_syscall(void) {
  /* Not the function of the library, which might remember. */
  syscall(SYS_getppid);
}

static void do_pipe(void) {
  write_all(one[1], PIPE_BLOCK);
  read_all(one[0], PIPE_BLOCK);
}

static void do_switch(void) {
  write_all(one[1], 1);
  read_all(two[0], 1);
}

static void await(pid_t child) {
  int status;
  if (waitpid(child, &status, 0) != child) give_up("waitpid");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "microbench: a child ended with status %d\n", status);
    exit(1);
  }
}

static void do_fork(void) {
  pid_t child = fork();
  if (child < 0) give_up("fork");
  if (child == 0) _exit(0);
  await(child);
}

static void do_exec(void) {
  pid_t child = fork();
  if (child < 0) give_up("fork");
  if (child == 0) {
    execl("/proc/self/exe", "microbench", "nothing", (char *)NULL);
    _exit(1);
  }
  await(child);
}

static void do_copy(void) {
  if (lseek(copied_from, 0, SEEK_SET) != 0 || lseek(copied_to, 0, SEEK_SET) != 0) give_up("lseek");
  for (int done = 0; done < COPY_SIZE; done += COPY_BLOCK) {
    read_all(copied_from, COPY_BLOCK);
    write_all(copied_to, COPY_BLOCK);
  }
}

static int opened(const char *directory, const char *name) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    give_up(directory);
  }
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) give_up(path);
  return file;
}

static void prepare(const char *benchmark, const char *directory) {
  if (pipe(one) != 0 || pipe(two) != 0) give_up("pipe");
  if (strcmp(benchmark, "switch") == 0) {
    pid_t child = fork();
    if (child < 0) give_up("fork");
    if (child == 0) {
      close(one[1]);
      close(two[0]);
      while (read(one[0], block, 1) == 1) write_all(two[1], 1);
      _exit(0);
    }
  }
  if (strcmp(benchmark, "copy") == 0) {
    copied_from = opened(directory, "from");
    copied_to = opened(directory, "to");
    for (int done = 0; done < COPY_SIZE; done += COPY_BLOCK) write_all(copied_from, COPY_BLOCK);
  }
}

int main(int count, char **words) {
  static const struct {
    const char *name;
    void (*once)(void);
    int in_a_row;
  } benchmarks[] = {
      {"syscall", do_syscall, 10000}, {"pipe", do_pipe, 1000}, {"switch", do_switch, 100},
      {"fork", do_fork, 1},           {"exec", do_exec, 1},    {"copy", do_copy, 1},
  };
  if (count == 2 && strcmp(words[1], "nothing") == 0) return 0;
  if (count != 4 || atof(words[2]) <= 0) {
    fprintf(stderr, "microbench BENCHMARK SECONDS DIRECTORY\n");
    return 2;
  }
  for (size_t i = 0; i < sizeof benchmarks / sizeof *benchmarks; i++) {
    if (strcmp(words[1], benchmarks[i].name) != 0) continue;
    prepare(words[1], words[3]);
    double start = now(), elapsed;
    long times = 0;
    do {
      for (int n = 0; n < benchmarks[i].in_a_row; n++) benchmarks[i].once();
      times += benchmarks[i].in_a_row;
      elapsed = now() - start;
    } while (elapsed < atof(words[2]));
    printf("%.3f\n", times / elapsed);
    return 0;
  }
  fprintf(stderr, "microbench: there is no benchmark '%s'\n", words[1]);
  return 2;
}
