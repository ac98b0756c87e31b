/** What the page of checks says of logs that are no files. */
export const LOG_DETAILS = `#### The kernel's log and the journal

| log | what | may be followed by | needs |
|---|---|---|---|
| \`"dmesg"\` | all that the kernel still keeps of its own log | \`priority=\` | \`/dev/kmsg\`; where \`kernel.dmesg_restrict\` is set, CAP_SYSLOG |
| \`"journald"\` | the last 16 MiB of systemd's journal, as \`journalctl --output=json\` gives it | \`unit=\`, \`priority=\`, \`folder=\` | the package systemd; the group systemd-journal, or root |

\`priority=err\` is err and worse: one of \`emerg alert crit err warning notice info debug\`, or 0 to 7. \`unit=nginx\` is a unit of
systemd, a pattern such as \`unit=app-*\` too. \`folder=/mnt/var/log/journal\` reads the files of another machine. A file that is called so is
\`"./dmesg"\`.

The text is looked for in the messages, line by line, without their time and their writer; \`for\` goes by the time that the log itself keeps.

\`\`\`text
$ executor diagnose 'log "dmesg priority=err" contains "Killed process" for 2h' 'log "journald unit=web priority=err" contains "no space"'
yes: log "dmesg priority=err" contains "Killed process" for 2h (7 lines)
  the kernel's log, err and worse: 7 of 16 lines of the last 2h
  2026-11-22T00:55:58.078Z kernel: Memory cgroup out of memory: Killed process 11973 (tail) total-vm:34576kB, anon-rss:32384kB, [..]
  2026-11-22T01:13:55.271Z kernel: Memory cgroup out of memory: Killed process 961 (tail) total-vm:34608kB, anon-rss:32512kB, [..]
yes: log "journald unit=web priority=err" contains "no space" (1 line)
  the journal of web, err and worse: 1 of 1 lines
  2026-11-22T01:40:16.306Z logger: web: no space left
\`\`\`

What the kernel has written over is counted and said (\`1973 records are gone\`). Where there is no journal, no \`journalctl\`, or no
permission, the verdict is unknown, with what is missing. Of what was found the last five lines are shown.

\`\`\`console
$ executor diagnose 'log "dmesg priority=eror" contains "Out of memory"'
sentence:1:5: error: There is no priority "eror" [check_target]
log "dmesg priority=eror" contains "Out of memory"
    ^^^^^^^^^^^^^^^^^^^^^
hint: Did you mean "err"?
$ executor diagnose 'log "journald folder=/nowhere" contains "emerg"'
unknown: log "journald folder=/nowhere" contains "emerg"
...
\`\`\`
`;
