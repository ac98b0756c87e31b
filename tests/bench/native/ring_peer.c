// ring_peer OBJECT DRIVER RATE SECONDS: the same work as ring.ts does, with libbpf. Prints "issued received nanoseconds-per-event".
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct event {
  unsigned long time_ns;
  unsigned pid, tid, cpu, command;
  unsigned long argument;
  char comm[16];
};

static unsigned long received, sum;

static int take(void *context, void *data, size_t size) {
  const struct event *event = data;
  received++;
  sum += event->time_ns + event->pid + event->tid + event->cpu + event->command + event->argument;
  return 0;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(int argc, char **argv) {
  int output[2];
  if (argc < 5 || pipe(output) != 0) return 2;
  struct bpf_object *object = bpf_object__open_file(argv[1], NULL);
  if (!object || bpf_object__load(object) != 0) return 3;
  struct ring_buffer *ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"), take, NULL, NULL);
  if (!ring || !bpf_program__attach(bpf_object__find_program_by_name(object, "on_enter"))) return 4;
  pid_t driver = fork();
  if (driver == 0) {
    dup2(output[1], 1);
    execl(argv[2], argv[2], argv[3], argv[4], (char *)NULL);
    _exit(127);
  }
  double busy = 0;
  for (int running = 1; running;) {
    running = waitpid(driver, NULL, WNOHANG) == 0;
    double begun = now();
    int count = ring_buffer__consume(ring);
    busy += now() - begun;
    if (count < 1000) usleep(500);
  }
  char text[64] = "";
  if (read(output[0], text, sizeof text - 1) <= 0) return 5;
  unsigned long issued = 0;
  sscanf(text, "%lu", &issued);
  printf("%lu %lu %.2f %lu\n", issued, received, received == 0 ? 0 : busy / (double)received, sum & 1);
  return 0;
}
