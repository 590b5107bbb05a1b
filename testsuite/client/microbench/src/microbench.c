/* Measures what a kernel does all the time: microbench BENCHMARK SECONDS DIRECTORY COPIES prints one
 * number, the sum of so many processes at the same time. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIPE_BLOCK 512
#define COPY_BLOCK (64 * 1024)
#define ARITHMETIC_STEPS 1000
#define COPY_SIZE (1024 * 1024)

static char block[COPY_BLOCK];
static int one[2], two[2];
static size_t copy_block;
static volatile uint64_t whole;
static volatile double fraction;
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
  for (size_t done = 0; done < COPY_SIZE; done += copy_block) {
    read_all(copied_from, copy_block);
    write_all(copied_to, copy_block);
  }
}

/* Each step needs the one before, so that what is measured is not how much of it can be left out. */
static void do_integer(void) {
  uint64_t value = whole | 1;
  for (int n = 1; n <= ARITHMETIC_STEPS; n++) {
    value ^= value << 13;
    value ^= value >> 7;
    value = value * 6364136223846793005u + value / (unsigned)n;
    if (value % 3 == 0) value += n;
  }
  whole = value;
}

static void do_float(void) {
  double value = fraction + 0.5;
  for (int n = 1; n <= ARITHMETIC_STEPS / 10; n++) {
    value = sqrt(value * value + 1.0 / n);
    value = atan(sin(value) + cos(value)) + exp(-fabs(value));
    value = log(fabs(value) + 1.5);
  }
  fraction = value;
}

static void do_shell(void) {
  pid_t child = fork();
  if (child < 0) give_up("fork");
  if (child == 0) {
    execl("/bin/sh", "sh", "-c",
          "for n in 7 3 9 1 8 2; do echo line $n; done | sort | grep -v 9 | wc -l > /dev/null", (char *)NULL);
    _exit(1);
  }
  await(child);
}

static int opened(const char *directory, const char *name) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/%s.%d", directory, name, (int)getpid()) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    give_up(directory);
  }
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) give_up(path);
  if (unlink(path) != 0) give_up(path);
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
  if (copy_block > 0) {
    copied_from = opened(directory, "from");
    copied_to = opened(directory, "to");
    for (int done = 0; done < COPY_SIZE; done += COPY_BLOCK) write_all(copied_from, COPY_BLOCK);
  }
}

static const struct {
  const char *name;
  void (*once)(void);
  int in_a_row;
  size_t copy_block;
} benchmarks[] = {
    {"syscall", do_syscall, 10000, 0}, {"pipe", do_pipe, 1000, 0},     {"switch", do_switch, 100, 0},
    {"fork", do_fork, 1, 0},           {"exec", do_exec, 1, 0},        {"copy", do_copy, 1, COPY_BLOCK},
    {"copy_256", do_copy, 1, 256},     {"copy_4096", do_copy, 1, 4096}, {"integer", do_integer, 10, 0},
    {"float", do_float, 10, 0},        {"shell", do_shell, 1, 0},
};

/* How often in a second. */
static double measured(size_t benchmark, double seconds, const char *directory) {
  copy_block = benchmarks[benchmark].copy_block;
  prepare(benchmarks[benchmark].name, directory);
  double start = now(), elapsed;
  long times = 0;
  do {
    for (int n = 0; n < benchmarks[benchmark].in_a_row; n++) benchmarks[benchmark].once();
    times += benchmarks[benchmark].in_a_row;
    elapsed = now() - start;
  } while (elapsed < seconds);
  return times / elapsed;
}

/* What several processes do together, each of which measures itself. All begin when the last one is there. */
static double together(size_t benchmark, double seconds, const char *directory, int copies) {
  int begin[2], rates[2];
  if (pipe(begin) != 0 || pipe(rates) != 0) give_up("pipe");
  for (int copy = 0; copy < copies; copy++) {
    pid_t child = fork();
    if (child < 0) give_up("fork");
    if (child == 0) {
      char none;
      close(begin[1]);
      if (read(begin[0], &none, 1) != 0) give_up("read");
      double rate = measured(benchmark, seconds, directory);
      _exit(write(rates[1], &rate, sizeof rate) != sizeof rate);
    }
  }
  close(begin[1]);
  double sum = 0, rate;
  for (int copy = 0; copy < copies; copy++) {
    int status;
    if (wait(&status) < 0) give_up("wait");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      fprintf(stderr, "microbench: a copy ended with status %d\n", status);
      exit(1);
    }
    if (read(rates[0], &rate, sizeof rate) != sizeof rate) give_up("read");
    sum += rate;
  }
  return sum;
}

int main(int count, char **words) {
  if (count == 2 && strcmp(words[1], "nothing") == 0) return 0;
  if (count != 5 || atof(words[2]) <= 0 || atoi(words[4]) < 1) {
    fprintf(stderr, "microbench BENCHMARK SECONDS DIRECTORY COPIES\n");
    return 2;
  }
  for (size_t i = 0; i < sizeof benchmarks / sizeof *benchmarks; i++) {
    if (strcmp(words[1], benchmarks[i].name) != 0) continue;
    printf("%.3f\n", together(i, atof(words[2]), words[3], atoi(words[4])));
    return 0;
  }
  fprintf(stderr, "microbench: there is no benchmark '%s'\n", words[1]);
  return 2;
}
