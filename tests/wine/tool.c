/*
 * A program for the tests to start under Wine or on Windows.
 *
 *   tool.exe args ARGUMENT…    prints each argument as a line
 *   tool.exe cat               copies its input to its output
 *   tool.exe tree DEPTH PATH   starts itself DEPTH times, one within the other; each makes PATH.<depth>, which vanishes with it, and waits
 *   tool.exe leave DEPTH PATH  as tree, but ends itself once the others have begun
 *   tool.exe size COLUMNS      waits until its console has so many columns, and prints its size
 *
 * Build: x86_64-w64-mingw32-gcc -O2 -municode -o tool.exe tool.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define PAUSE_MS 20
#define LONGEST_MS 60000

static void fail(const char *what) {
  fprintf(stderr, "%s failed: %lu\n", what, GetLastError());
  exit(9);
}

static void print_arguments(int count, wchar_t **arguments) {
  for (int i = 0; i < count; i++) {
    char text[4096];
    if (!WideCharToMultiByte(CP_UTF8, 0, arguments[i], -1, text, sizeof text, NULL, NULL)) fail("WideCharToMultiByte");
    printf("%s\n", text);
  }
}

static void copy_input(void) {
  char bytes[65536];
  DWORD count, written;
  HANDLE input = GetStdHandle(STD_INPUT_HANDLE), output = GetStdHandle(STD_OUTPUT_HANDLE);
  while (ReadFile(input, bytes, sizeof bytes, &count, NULL) && count > 0)
    if (!WriteFile(output, bytes, count, &written, NULL)) fail("WriteFile");
}

static void grow_tree(const wchar_t *program, int depth, const wchar_t *path, BOOL leaves) {
  wchar_t name[1024], command[4096];
  _snwprintf(name, 1024, L"%ls.%d", path, depth);
  HANDLE file = CreateFileW(name, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
  if (file == INVALID_HANDLE_VALUE) fail("CreateFileW");
  if (depth > 0) {
    STARTUPINFOW startup = {sizeof startup};
    PROCESS_INFORMATION made;
    _snwprintf(command, 4096, L"\"%ls\" tree %d \"%ls\"", program, depth - 1, path);
    if (!CreateProcessW(program, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made)) fail("CreateProcessW");
    if (leaves) {
      _snwprintf(name, 1024, L"%ls.0", path);
      while (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) Sleep(PAUSE_MS);
      exit(0);
    }
  }
  Sleep(LONGEST_MS);
}

static void print_size(int columns) {
  HANDLE output = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
  CONSOLE_SCREEN_BUFFER_INFO now;
  printf("waiting\n");
  fflush(stdout);
  for (int waited = 0; waited < LONGEST_MS; waited += PAUSE_MS) {
    if (!GetConsoleScreenBufferInfo(output, &now)) fail("GetConsoleScreenBufferInfo");
    if (now.dwSize.X == columns) break;
    Sleep(PAUSE_MS);
  }
  printf("size %d %d\n", now.srWindow.Right - now.srWindow.Left + 1, now.srWindow.Bottom - now.srWindow.Top + 1);
}

int wmain(int count, wchar_t **arguments) {
  const wchar_t *what = count > 1 ? arguments[1] : L"";
  wchar_t program[1024];
  GetModuleFileNameW(NULL, program, 1024);
  if (!wcscmp(what, L"args")) print_arguments(count - 2, arguments + 2);
  else if (!wcscmp(what, L"cat")) copy_input();
  else if (!wcscmp(what, L"tree") && count == 4) grow_tree(program, _wtoi(arguments[2]), arguments[3], FALSE);
  else if (!wcscmp(what, L"leave") && count == 4) grow_tree(program, _wtoi(arguments[2]), arguments[3], TRUE);
  else if (!wcscmp(what, L"size") && count == 3) print_size(_wtoi(arguments[2]));
  else return 2;
  return 0;
}
