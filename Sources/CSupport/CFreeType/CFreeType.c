#include "CFreeType.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_BBOX_H
#include FT_OUTLINE_H

struct spiral_font {
  FT_Library library;
  FT_Face face;
  uint8_t *bytes;
};

/// Outlines that reach further from the pen, in pixels, are not rasterised.
enum { reach = 8192 };

static int failed(const char *text, FT_Error error, char *message) {
  if (error)
    snprintf(message, spiral_font_message_length, "%s (FreeType error %d)", text, (int)error);
  else
    snprintf(message, spiral_font_message_length, "%s", text);
  return 0;
}

spiral_font *spiral_font_open(const uint8_t *bytes, size_t count, char *message) {
  spiral_font *font = calloc(1, sizeof *font);
  if (!font || !(font->bytes = malloc(count ? count : 1))) {
    free(font);
    failed("no memory", 0, message);
    return NULL;
  }
  if (count) memcpy(font->bytes, bytes, count);
  FT_Error error = FT_Init_FreeType(&font->library);
  if (!error) error = FT_New_Memory_Face(font->library, font->bytes, (FT_Long)count, 0, &font->face);
  if (error) {
    failed("not a font file that FreeType reads", error, message);
  } else if (!FT_IS_SCALABLE(font->face)) {
    failed("the font has no outlines", 0, message);
  } else {
    return font;
  }
  spiral_font_close(font);
  return NULL;
}

void spiral_font_close(spiral_font *font) {
  if (font->face) FT_Done_Face(font->face);
  if (font->library) FT_Done_FreeType(font->library);
  free(font->bytes);
  free(font);
}

int spiral_font_has(spiral_font *font, uint32_t character) {
  return FT_Get_Char_Index(font->face, character) != 0;
}

/// 16.16 fixed point; the callers keep the factors small.
static FT_Fixed fixed(double factor) { return (FT_Fixed)lround(factor * 65536); }

static int is_small(double value, double limit) { return value >= -limit && value <= limit; }

static int is_sound(const spiral_glyph_style *style) {
  return style->size >= 1 && style->size <= 2048 && is_small(style->weight, 1024) &&
         is_small(style->xx, 16) && is_small(style->xy, 16) && is_small(style->yx, 16) &&
         is_small(style->yy, 16);
}

int spiral_font_load(
    spiral_font *font, uint32_t character, const spiral_glyph_style *style, spiral_glyph_box *box,
    char *message) {
  if (!is_sound(style)) return failed("a size or a factor is out of range", 0, message);
  FT_Error error = FT_Set_Char_Size(font->face, 0, lround(style->size * 64), 72, 72);
  if (error) return failed("the size cannot be set", error, message);
  FT_Int32 flags = FT_LOAD_NO_BITMAP | (style->hinted ? FT_LOAD_TARGET_LIGHT : FT_LOAD_NO_HINTING);
  error = FT_Load_Glyph(font->face, FT_Get_Char_Index(font->face, character), flags);
  FT_GlyphSlot slot = font->face->glyph;
  if (error) return failed("a glyph cannot be loaded", error, message);
  if (slot->format != FT_GLYPH_FORMAT_OUTLINE) return failed("a glyph has no outline", 0, message);
  FT_Matrix matrix = {fixed(style->xx), fixed(style->xy), fixed(style->yx), fixed(style->yy)};
  if (style->weight != 0) FT_Outline_Embolden(&slot->outline, lround(style->weight * 64));
  FT_Outline_Transform(&slot->outline, &matrix);
  FT_BBox bounds;
  error = FT_Outline_Get_BBox(&slot->outline, &bounds);
  if (error) return failed("a glyph's outline is damaged", error, message);
  box->left = bounds.xMin / 64.0;
  box->bottom = bounds.yMin / 64.0;
  box->right = bounds.xMax / 64.0;
  box->top = bounds.yMax / 64.0;
  box->advance = slot->linearHoriAdvance / 65536.0;
  return 1;
}

int spiral_font_render(
    spiral_font *font, double x, double y, spiral_glyph_mask *mask, char *message) {
  FT_GlyphSlot slot = font->face->glyph;
  if (slot->format != FT_GLYPH_FORMAT_OUTLINE) return failed("no outline is loaded", 0, message);
  if (!is_small(x, reach) || !is_small(y, reach)) return failed("moved too far", 0, message);
  FT_Outline_Translate(&slot->outline, lround(x * 64), lround(y * 64));
  FT_BBox bounds;
  FT_Outline_Get_CBox(&slot->outline, &bounds);
  if (bounds.xMin < -reach * 64 || bounds.yMin < -reach * 64 || bounds.xMax > reach * 64 ||
      bounds.yMax > reach * 64)
    return failed("a glyph reaches too far", 0, message);
  FT_Error error = FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL);
  if (error) return failed("a glyph cannot be rasterised", error, message);
  if (slot->bitmap.pitch < 0) return failed("a mask is upside down", 0, message);
  mask->left = slot->bitmap_left;
  mask->top = slot->bitmap_top;
  mask->width = (int32_t)slot->bitmap.width;
  mask->height = (int32_t)slot->bitmap.rows;
  mask->pitch = slot->bitmap.pitch;
  mask->pixels = slot->bitmap.buffer;
  return 1;
}
