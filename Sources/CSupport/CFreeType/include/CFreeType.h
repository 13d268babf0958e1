#ifndef SPIRAL_CFREETYPE_H
#define SPIRAL_CFREETYPE_H

#include <stddef.h>
#include <stdint.h>

// FreeType hides its headers behind computed includes and its types behind macros, so this shim
// passes plain numbers. One font is for one thread at a time; different fonts are independent.

/// The length of the buffers that take error texts.
enum { spiral_font_message_length = 96 };

/// A font file in memory with a library instance of its own.
typedef struct spiral_font spiral_font;

/// How an outline is shaped: units are pixels, y points up.
typedef struct {
  /// Pixels per em.
  double size;
  /// Added to the thickness of strokes; may be negative.
  double weight;
  /// Row-major matrix, applied about the pen's position.
  double xx, xy, yx, yy;
  /// Not 0 to fit the outline to the pixel rows (FreeType's light hinting).
  int hinted;
} spiral_glyph_style;

/// The outline that was loaded: its smallest box and the way to the next pen position.
typedef struct {
  double left, bottom, right, top;
  double advance;
} spiral_glyph_box;

/// A coverage mask, rows from the top; `pixels` stays valid until the next call with its font.
typedef struct {
  /// From the pen's position to the left column, and up to the top row.
  int32_t left, top;
  int32_t width, height, pitch;
  const uint8_t *pixels;
} spiral_glyph_mask;

/// Opens a copy of a font file. Returns NULL with a text in `message` when it is none.
spiral_font *spiral_font_open(const uint8_t *bytes, size_t count, char *message);

/// Gives everything back.
void spiral_font_close(spiral_font *font);

/// Not 0 when the font has a glyph for the character.
int spiral_font_has(spiral_font *font, uint32_t character);

/// Loads and shapes the outline of a character; the font's "missing" sign stands for what it lacks.
/// Returns 1, or 0 with a text in `message`.
int spiral_font_load(
    spiral_font *font, uint32_t character, const spiral_glyph_style *style, spiral_glyph_box *box,
    char *message);

/// Rasterises the outline loaded last, moved by (x, y) pixels; once for each load. Returns 1, or 0
/// with a text in `message`.
int spiral_font_render(
    spiral_font *font, double x, double y, spiral_glyph_mask *mask, char *message);

#endif
