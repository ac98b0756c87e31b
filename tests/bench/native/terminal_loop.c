// Runs a command in a pseudo-terminal and copies what it shows to standard output: the least that can be done.
#define _GNU_SOURCE
#include <errno.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  static char buffer[256 * 1024];
  int master;
  if (argc < 2) return 2;
  pid_t pid = forkpty(&master, NULL, NULL, NULL);
  if (pid < 0) return 3;
  if (pid == 0) {
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  for (;;) {
    ssize_t count = read(master, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    for (ssize_t at = 0; at < count;) {
      ssize_t written = write(1, buffer + at, (size_t)(count - at));
      if (written < 0) return 4;
      at += written;
    }
  }
  int status;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
