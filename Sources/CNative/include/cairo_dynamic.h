#ifndef COMP_CAIRO_DYNAMIC_H
#define COMP_CAIRO_DYNAMIC_H

#include <stdint.h>

/// The system's cairo, opened when the first picture is drawn: neither building nor starting needs it, and
/// the libraries that it brings along take longer to load than a program takes to be checked.

/// What of cairo's interface is used (cairo.h, stable since 1.2); a status is 0 where all is well.
enum {
  COMP_CAIRO_NO_MEMORY = 1,
  COMP_CAIRO_WRITE_ERROR = 11,
  COMP_CAIRO_FORMAT_ARGB32 = 0,
  COMP_CAIRO_LINE_JOIN_ROUND = 1,
  COMP_CAIRO_FILL_RULE_EVEN_ODD = 1,
  COMP_CAIRO_FONT_NORMAL = 0,
};

typedef struct comp_cairo_surface comp_cairo_surface;
typedef struct comp_cairo_context comp_cairo_context;

typedef struct {
  double x_bearing, y_bearing, width, height, x_advance, y_advance;
} comp_cairo_text_extents;

typedef int (*comp_cairo_write)(
    void *_Nullable closure, const uint8_t *_Nullable data, unsigned int length);

#pragma clang assume_nonnull begin

/// Its functions by the names that they have behind `cairo_`.
typedef struct {
  const char *_Nonnull (*_Nonnull version_string)(void);
  const char *_Nonnull (*_Nonnull status_to_string)(int status);
  comp_cairo_surface *_Nonnull (*_Nonnull image_surface_create)(int format, int width, int height);
  void (*surface_destroy)(comp_cairo_surface *);
  void (*surface_flush)(comp_cairo_surface *);
  uint8_t *_Nullable (*_Nonnull image_surface_get_data)(comp_cairo_surface *);
  int (*image_surface_get_width)(comp_cairo_surface *);
  int (*image_surface_get_height)(comp_cairo_surface *);
  int (*image_surface_get_stride)(comp_cairo_surface *);
  int (*surface_write_to_png_stream)(comp_cairo_surface *, comp_cairo_write, void *closure);
  comp_cairo_context *_Nonnull (*_Nonnull create)(comp_cairo_surface *);
  void (*destroy)(comp_cairo_context *);
  int (*status)(comp_cairo_context *);
  void (*scale)(comp_cairo_context *, double x, double y);
  void (*set_source_rgba)(
      comp_cairo_context *, double red, double green, double blue, double opacity);
  void (*paint)(comp_cairo_context *);
  void (*new_path)(comp_cairo_context *);
  void (*move_to)(comp_cairo_context *, double x, double y);
  void (*line_to)(comp_cairo_context *, double x, double y);
  void (*arc)(comp_cairo_context *, double x, double y, double radius, double from, double to);
  void (*close_path)(comp_cairo_context *);
  void (*set_line_width)(comp_cairo_context *, double);
  void (*set_line_join)(comp_cairo_context *, int);
  void (*stroke)(comp_cairo_context *);
  void (*set_fill_rule)(comp_cairo_context *, int);
  void (*fill)(comp_cairo_context *);
  void (*select_font_face)(comp_cairo_context *, const char *family, int slant, int weight);
  void (*set_font_size)(comp_cairo_context *, double);
  void (*text_extents)(comp_cairo_context *, const char *, comp_cairo_text_extents *);
  void (*show_text)(comp_cairo_context *, const char *);
} comp_cairo;

/// Opens the library, once.
///
/// - Returns: its functions; NULL where it is not on this machine.
const comp_cairo *_Nullable comp_cairo_opened(void);

#pragma clang assume_nonnull end

#endif
