#include "cairo_dynamic.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static comp_cairo functions;
static int is_open;

/// Where a function's address goes to, and the function's name.
typedef struct {
  size_t offset;
  const char *name;
} wanted;

#define WANTED(name) {offsetof(comp_cairo, name), "cairo_" #name}

static const wanted all[] = {
    WANTED(version_string),
    WANTED(status_to_string),
    WANTED(image_surface_create),
    WANTED(surface_destroy),
    WANTED(surface_flush),
    WANTED(image_surface_get_data),
    WANTED(image_surface_get_width),
    WANTED(image_surface_get_height),
    WANTED(image_surface_get_stride),
    WANTED(surface_write_to_png_stream),
    WANTED(create),
    WANTED(destroy),
    WANTED(status),
    WANTED(scale),
    WANTED(set_source_rgba),
    WANTED(paint),
    WANTED(new_path),
    WANTED(move_to),
    WANTED(line_to),
    WANTED(arc),
    WANTED(close_path),
    WANTED(set_line_width),
    WANTED(set_line_join),
    WANTED(stroke),
    WANTED(set_fill_rule),
    WANTED(fill),
    WANTED(select_font_face),
    WANTED(set_font_size),
    WANTED(text_extents),
    WANTED(show_text),
};

_Static_assert(
    sizeof all / sizeof all[0] == sizeof(comp_cairo) / sizeof(void *), "each function is looked for");

static void open_library(void) {
  static const char *const names[] = {
      "libcairo.so.2", "libcairo.2.dylib", "/opt/homebrew/lib/libcairo.2.dylib",
      "/usr/local/lib/libcairo.2.dylib"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof names[0] && library == NULL; i++)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return;
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    void *address = dlsym(library, all[i].name);
    if (address == NULL) return;
    *(void **)((char *)&functions + all[i].offset) = address;
  }
  is_open = 1;
}

const comp_cairo *comp_cairo_opened(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return is_open ? &functions : NULL;
}
