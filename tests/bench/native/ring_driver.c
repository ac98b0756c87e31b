// ring_driver RATE SECONDS: calls ioctl at a rate (0: as fast as it can), and prints how often and how long: "issued nanoseconds".
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  double rate = atof(argv[1]), seconds = atof(argv[2]), begun = now();
  unsigned long issued = 0;
  for (;; issued++) {
    if (issued % 64 == 0) {
      double passed = now() - begun;
      if (passed >= seconds) break;
      while (rate > 0 && passed < (double)issued / rate) passed = now() - begun;
    }
    syscall(SYS_ioctl, -1, 0x52424E43, issued);
  }
  printf("%lu %.0f\n", issued, (now() - begun) * 1e9);
  return 0;
}
