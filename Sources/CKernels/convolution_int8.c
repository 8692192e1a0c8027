#include <string.h>

#include "tiles.h"

// Convolutions from bytes to bytes, for processors with AVX-512 and its products of bytes.
//
// A convolution is a product of matrices whose left rows are the pixels under a filter; with channels innermost they
// need not be copied together, but for a border of zeros.

void kernel_pack_filters_int8(const int8_t *filters, size_t outputs, size_t inputs, size_t taps, int8_t *panels) {
    const size_t groups = inputs / 4, panel = taps * groups * PANEL * 4;
    memset(panels, 0, (outputs + PANEL - 1) / PANEL * panel);
    for (size_t o = 0; o < outputs; o++) {
        int8_t *out = panels + o / PANEL * panel + o % PANEL * 4;
        for (size_t i = 0; i < inputs; i++)
            for (size_t t = 0; t < taps; t++)
                out[(t * groups + i / 4) * PANEL * 4 + i % 4] = filters[(o * inputs + i) * taps + t];
    }
}

void kernel_pad_bytes(const uint8_t *image, size_t height, size_t row, size_t border, size_t margin, uint8_t *out) {
    const size_t padded = row + 2 * margin;
    memset(out, 0, border * padded);
    out += border * padded;
    for (size_t y = 0; y < height; y++, out += padded) {
        memset(out, 0, margin);
        memcpy(out + margin, image + y * row, row);
        memset(out + margin + row, 0, margin);
    }
    memset(out, 0, border * padded);
}

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
// Sums to bytes: scaled, with bias and residual. `columns` is a constant but for the last panel.
VNNI_INLINE void finish_tile(const tile *sums, size_t rows, const kernel_byte_convolution c, size_t pixel, size_t column,
                             const size_t columns, const bool adds, const bool has_signed_residual,
                             const bool is_signed) {
    const __m512 residual_scale = _mm512_set1_ps(c.residual_scale);
    for (size_t o = 0; o < columns; o += LANES_WIDE) {
        const __m512 scale = _mm512_loadu_ps(c.scales + column + o), bias = _mm512_loadu_ps(c.bias + column + o);
        uint8_t *out = c.out + pixel * c.outputs + column + o;
        for (size_t r = 0; r < rows; r++, out += c.outputs) {
            const __m512i sum = _mm512_load_si512(sums->integers + r * PANEL + o);
            __m512 value = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, bias);
            if (adds) {
                const __m128i bytes = _mm_loadu_si128((const __m128i *)out);
                const __m512i wide = has_signed_residual ? _mm512_cvtepi8_epi32(bytes) : _mm512_cvtepu8_epi32(bytes);
                value = _mm512_fmadd_ps(_mm512_cvtepi32_ps(wide), residual_scale, value);
            }
            // What is too large for an integer becomes 2^31, which is the largest byte where there are no signs.
            const __m512 bound =
                is_signed ? _mm512_max_ps(_mm512_min_ps(value, _mm512_set1_ps(127.0f)), _mm512_set1_ps(-127.0f))
                          : _mm512_max_ps(value, _mm512_setzero_ps());
            const __m512i rounded = _mm512_cvtps_epi32(bound);
            _mm_storeu_si128((__m128i *)out,
                             is_signed ? _mm512_cvtsepi32_epi8(rounded) : _mm512_cvtusepi32_epi8(rounded));
        }
    }
}

VNNI static void finish_any(const tile *sums, size_t rows, const kernel_byte_convolution *c, size_t pixel,
                            size_t column) {
    const size_t columns = c->outputs - column;
#define FINISH(adds, has_signed_residual, is_signed)                                                      \
    if (columns >= PANEL) finish_tile(sums, rows, *c, pixel, column, PANEL, adds, has_signed_residual, is_signed); \
    else finish_tile(sums, rows, *c, pixel, column, columns, adds, has_signed_residual, is_signed);                \
    break;
    switch (c->adds_residual * 4 + c->residual_is_signed * 2 + c->out_is_signed) {
    case 0: case 2: FINISH(false, false, false)
    case 1: case 3: FINISH(false, false, true)
    case 4: FINISH(true, false, false)
    case 5: FINISH(true, false, true)
    case 6: FINISH(true, true, false)
    case 7: FINISH(true, true, true)
    }
#undef FINISH
}

// Bytes of an image that are convolved with all filters before the next: about what the second-level cache keeps beside
// the filters of a panel.
enum { CACHED = 384 * 1024 };

VNNI void kernel_convolve_bytes(const kernel_byte_convolution *c) {
    static const int32_t nothing[PANEL];
    const tile_taps taps = {c->taps, c->places};
    const size_t per_line = (c->pixels + STRIP - 1) / STRIP, strips = c->lines * per_line;
    const size_t cached = CACHED / (c->line_stride / per_line + 1) + 1, groups = c->inputs / 4, size = c->taps * groups * PANEL * 4;
    for (size_t first = 0; first < strips; first += cached) {
        const size_t end = strips - first < cached ? strips : first + cached;
        const char *panel = (const char *)c->panels;
        const size_t step = PANEL * 4 / (end - first) + 1;
        for (size_t column = 0; column < c->outputs; column += PANEL, panel += size) {
            for (size_t s = first; s < end; s++) {
                const size_t line = s / per_line, part = s % per_line;
                const size_t pixel = c->pixels * part / per_line;
                const size_t rows = c->pixels * (part + 1) / per_line - pixel;
                const char *source = (const char *)c->source + line * c->line_stride + pixel * c->pixel_stride;
                tile sums;
                const tile_ahead ahead = {panel + size + (s - first) * c->taps * groups * step, step};
                tile_sum_bytes(source, c->pixel_stride, taps, panel, groups, nothing, ahead, &sums, rows);
                finish_any(&sums, rows, c, line * c->pixels + pixel, column);
            }
        }
    }
}
#else
void kernel_convolve_bytes(const kernel_byte_convolution *convolution) { (void)convolution; }
#endif
