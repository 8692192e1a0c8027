#include <string.h>

#include "elementwise.h"

// Images whose numbers are bytes of a fixed step.

MULTIVERSIONED
void kernel_quantize_unsigned(const float *x, size_t count, float step, uint8_t *out) {
    const float factor = 1.0f / step;
    for (size_t i = 0; i < count; i++) {
        const float value = x[i] * factor + 0.5f;
        out[i] = (uint8_t)(int32_t)(value > 0.0f ? (value < 255.0f ? value : 255.0f) : 0.0f);
    }
}

MULTIVERSIONED
void kernel_quantize_signed(const float *x, size_t count, float step, int8_t *out) {
    const float factor = 1.0f / step;
    for (size_t i = 0; i < count; i++) {
        // Above zero, cutting a fraction off is rounding down.
        const float value = x[i] * factor + 128.5f;
        out[i] = (int8_t)((int32_t)(value > 1.0f ? (value < 255.0f ? value : 255.0f) : 1.0f) - 128);
    }
}

MULTIVERSIONED
void kernel_widen_unsigned(const uint8_t *x, size_t count, float step, float *out) {
    for (size_t i = 0; i < count; i++) out[i] = (float)x[i] * step;
}

MULTIVERSIONED
void kernel_widen_signed(const int8_t *x, size_t count, float step, float *out) {
    for (size_t i = 0; i < count; i++) out[i] = (float)x[i] * step;
}

MULTIVERSIONED
void kernel_interleave_bytes(const uint8_t *planes, size_t channels, size_t positions, uint8_t *out) {
    if (channels == 3) {
        const uint8_t *restrict first = planes, *restrict second = planes + positions,
                      *restrict third = planes + 2 * positions;
        uint8_t *restrict result = out;
        for (size_t p = 0; p < positions; p++) {
            result[3 * p] = first[p];
            result[3 * p + 1] = second[p];
            result[3 * p + 2] = third[p];
        }
        return;
    }
    for (size_t p = 0; p < positions; p++)
        for (size_t c = 0; c < channels; c++) out[p * channels + c] = planes[c * positions + p];
}

// One window's maximum of up to 64 channels, which stay in a register.
INLINE void pool_window(const uint8_t *image, size_t height, size_t width, size_t channels, kernel_window window,
                        size_t row, size_t column, size_t count, uint8_t *out) {
    uint8_t largest[64] = {0};
    for (size_t ky = 0; ky < window.size; ky++) {
        const size_t y = row * window.stride + ky;
        if (y < window.padding || y - window.padding >= height) continue;
        for (size_t kx = 0; kx < window.size; kx++) {
            const size_t x = column * window.stride + kx;
            if (x < window.padding || x - window.padding >= width) continue;
            const uint8_t *value = image + ((y - window.padding) * width + x - window.padding) * channels;
            for (size_t i = 0; i < count; i++) largest[i] = value[i] > largest[i] ? value[i] : largest[i];
        }
    }
    memcpy(out, largest, count);
}

MULTIVERSIONED
void kernel_max_pool_unsigned(const uint8_t *image, size_t height, size_t width, size_t channels,
                              kernel_window window, uint8_t *out, size_t out_height, size_t out_width) {
    for (size_t r = 0; r < out_height; r++) {
        for (size_t c = 0; c < out_width; c++) {
            uint8_t *result = out + (r * out_width + c) * channels;
            size_t first = 0;
            for (; first + 64 <= channels; first += 64)
                pool_window(image + first, height, width, channels, window, r, c, 64, result + first);
            if (first < channels)
                pool_window(image + first, height, width, channels, window, r, c, channels - first, result + first);
        }
    }
}

MULTIVERSIONED
void kernel_mean_columns_unsigned(const uint8_t *x, size_t rows, size_t columns, float step, float *out) {
    memset(out, 0, columns * sizeof(float));
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) out[c] += (float)x[r * columns + c];
    const float factor = step / (float)rows;
    for (size_t c = 0; c < columns; c++) out[c] *= factor;
}
