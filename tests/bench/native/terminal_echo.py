"""Times keys through a terminal: types a byte, waits for its echo, prints microseconds a line. Arguments: count, command."""
import os, pty, sys, time

count = int(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b""
while b"ready" not in seen:
    seen += os.read(terminal, 4096)
times = []
for number in range(count + 100):
    key = b"abcdefgh"[number % 8 : number % 8 + 1]
    start = time.perf_counter_ns()
    os.write(terminal, key)
    shown = b""
    while key not in shown:
        shown = os.read(terminal, 4096)
    times.append((time.perf_counter_ns() - start) / 1000)
os.close(terminal)
os.waitpid(pid, 0)
# The first ones find everything cold.
print("\n".join(f"{time:.1f}" for time in times[100:]))
