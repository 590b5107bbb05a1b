#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  double sum = 0;
  for (int i = 1; i <= atoi(argv[1]); i++) sum += i;
  printf("sum: %.2f\n", sum);
  return 0;
}
