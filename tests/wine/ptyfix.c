/*
 * What Wine 8's pseudo consoles lack, done from inside one; see bcryptprimitives.c.
 *
 *   ptyfix.exe COMMAND LINE        runs it with the console as its input (unless it was given one) and output, ends with its code
 *   ptyfix.exe --resize COLS ROWS  resizes the console
 *
 * Build: x86_64-w64-mingw32-gcc -O2 -nostdlib -o ptyfix.exe ptyfix.c -lkernel32
 */
#include <windows.h>

/* The command line behind our own name. */
static WCHAR *rest_of_command_line(void) {
  WCHAR *at = GetCommandLineW();
  if (*at == '"') {
    for (at++; *at && *at != '"'; at++) {}
    if (*at) at++;
  } else {
    while (*at && *at != ' ') at++;
  }
  while (*at == ' ') at++;
  return at;
}

static int read_number(WCHAR **at) {
  int number = 0;
  while (**at && (**at < '0' || **at > '9')) ++*at;
  for (; **at >= '0' && **at <= '9'; ++*at) number = number * 10 + (**at - '0');
  return number;
}

static void resize(WCHAR *arguments, HANDLE input, HANDLE output) {
  COORD size;
  size.X = (SHORT)read_number(&arguments);
  size.Y = (SHORT)read_number(&arguments);
  CONSOLE_SCREEN_BUFFER_INFO now;
  if (!GetConsoleScreenBufferInfo(output, &now)) ExitProcess(GetLastError());
  SMALL_RECT window = {0, 0, size.X - 1, size.Y - 1};
  /* The buffer may never be smaller than the window. */
  COORD both = {now.dwSize.X > size.X ? now.dwSize.X : size.X, now.dwSize.Y > size.Y ? now.dwSize.Y : size.Y};
  if (!SetConsoleScreenBufferSize(output, both) || !SetConsoleWindowInfo(output, TRUE, &window) || !SetConsoleScreenBufferSize(output, size))
    ExitProcess(GetLastError());
  INPUT_RECORD told = {0};
  DWORD count;
  told.EventType = WINDOW_BUFFER_SIZE_EVENT;
  told.Event.WindowBufferSizeEvent.dwSize = size;
  WriteConsoleInputW(input, &told, 1, &count);
  ExitProcess(0);
}

int WINAPI mainCRTStartup(void) {
  WCHAR *command = rest_of_command_line();
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, 0, TRUE};
  const DWORD access = GENERIC_READ | GENERIC_WRITE, share = FILE_SHARE_READ | FILE_SHARE_WRITE;
  HANDLE input = CreateFileW(L"CONIN$", access, share, &inherited, OPEN_EXISTING, 0, 0);
  HANDLE output = CreateFileW(L"CONOUT$", access, share, &inherited, OPEN_EXISTING, 0, 0);
  if (command[0] == '-' && command[1] == '-' && command[2] == 'r') resize(command, input, output);
  HANDLE given = GetStdHandle(STD_INPUT_HANDLE);
  DWORD mode;
  BOOL is_given = given && given != INVALID_HANDLE_VALUE && GetFileType(given) != FILE_TYPE_UNKNOWN && !GetConsoleMode(given, &mode);
  STARTUPINFOW startup = {0};
  PROCESS_INFORMATION made;
  startup.cb = sizeof startup;
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdInput = is_given ? given : input;
  startup.hStdOutput = output;
  startup.hStdError = output;
  if (!CreateProcessW(0, command, 0, 0, TRUE, 0, 0, 0, &startup, &made)) ExitProcess(0xC0000000 | GetLastError());
  CloseHandle(input);
  CloseHandle(output);
  WaitForSingleObject(made.hProcess, INFINITE);
  DWORD code;
  GetExitCodeProcess(made.hProcess, &code);
  ExitProcess(code);
}
