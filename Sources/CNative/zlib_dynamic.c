#include "zlib_dynamic.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>

/// What of zlib's interface is used (zlib.h, stable since 1.2): a stream and four functions.
typedef struct {
  const uint8_t *next_in;
  unsigned int avail_in;
  unsigned long total_in;
  uint8_t *next_out;
  unsigned int avail_out;
  unsigned long total_out;
  const char *message;
  void *state;
  void *allocate;
  void *release;
  void *opaque;
  int data_type;
  unsigned long adler;
  unsigned long reserved;
} zlib_stream;

enum { ZLIB_NO_FLUSH = 0, ZLIB_OK = 0, ZLIB_STREAM_END = 1, ZLIB_BUF_ERROR = -5 };
enum { ZLIB_MEM_ERROR = -4, ZLIB_WINDOW_BITS = 15 };

static const char *(*zlib_version)(void);
static int (*inflate_init)(zlib_stream *, int, const char *, int);
static int (*inflate_some)(zlib_stream *, int);
static int (*inflate_end)(zlib_stream *);
static int is_open;

static void open_library(void) {
  static const char *const names[] = {"libz.so.1", "libz.so", "libz.1.dylib", "libz.dylib"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof names[0] && library == NULL; i++)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return;
  zlib_version = (const char *(*)(void))dlsym(library, "zlibVersion");
  inflate_init =
      (int (*)(zlib_stream *, int, const char *, int))dlsym(library, "inflateInit2_");
  inflate_some = (int (*)(zlib_stream *, int))dlsym(library, "inflate");
  inflate_end = (int (*)(zlib_stream *))dlsym(library, "inflateEnd");
  is_open = zlib_version && inflate_init && inflate_some && inflate_end;
}

static int opened(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return is_open;
}

const char *comp_zlib_version(void) { return opened() ? zlib_version() : NULL; }

static unsigned int portion(size_t count) {
  return count > UINT_MAX ? UINT_MAX : (unsigned int)count;
}

comp_zlib_status comp_zlib_inflate(
    const uint8_t *input, size_t input_count, uint8_t *output, size_t output_count, int is_raw) {
  if (!opened()) return COMP_ZLIB_MISSING;
  zlib_stream stream;
  memset(&stream, 0, sizeof stream);
  int status = inflate_init(
      &stream, is_raw ? -ZLIB_WINDOW_BITS : ZLIB_WINDOW_BITS, zlib_version(),
      (int)sizeof stream);
  if (status != ZLIB_OK) return status == ZLIB_MEM_ERROR ? COMP_ZLIB_NO_MEMORY : COMP_ZLIB_DAMAGED;
  size_t read = 0;
  size_t written = 0;
  // The stream's end follows the last byte, so one more is asked for than there should be.
  uint8_t beyond;
  for (;;) {
    int is_full = written == output_count;
    unsigned int offered = portion(input_count - read);
    unsigned int room = is_full ? 1 : portion(output_count - written);
    stream.next_in = input + read;
    stream.avail_in = offered;
    stream.next_out = is_full ? &beyond : output + written;
    stream.avail_out = room;
    status = inflate_some(&stream, ZLIB_NO_FLUSH);
    read += offered - stream.avail_in;
    if (is_full && stream.avail_out == 0) status = ZLIB_BUF_ERROR;
    if (!is_full) written += room - stream.avail_out;
    int has_moved = offered != stream.avail_in || room != stream.avail_out;
    if (status != ZLIB_OK || !has_moved) break;
  }
  inflate_end(&stream);
  if (status == ZLIB_MEM_ERROR) return COMP_ZLIB_NO_MEMORY;
  return status == ZLIB_STREAM_END && written == output_count ? COMP_ZLIB_DONE : COMP_ZLIB_DAMAGED;
}
