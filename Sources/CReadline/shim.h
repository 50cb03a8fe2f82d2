#include <stdio.h>
#include <wchar.h>
#include <readline/history.h>
#include <readline/readline.h>

/* wchar.h may keep it for programs that ask for X/Open's interfaces. */
int wcwidth(wchar_t character);
