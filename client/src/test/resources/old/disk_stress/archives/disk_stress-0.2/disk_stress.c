#define LIMIT 10
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
	printf("rate: %d.5 MB/s (limit %d)\n", atoi(argv[1]), LIMIT);
	return 0;
}
