#include <string.h>

#include "elementwise.h"

// Images whose channels lie innermost: [rows, columns, channels].

MULTIVERSIONED
void kernel_channels_last(const float *planes, size_t channels, size_t positions, float *out) {
    for (size_t p = 0; p < positions; p++)
        for (size_t c = 0; c < channels; c++) out[p * channels + c] = planes[c * positions + p];
}

MULTIVERSIONED
void kernel_channels_first(const float *x, size_t channels, size_t positions, float *planes) {
    for (size_t c = 0; c < channels; c++)
        for (size_t p = 0; p < positions; p++) planes[c * positions + p] = x[p * channels + c];
}

MULTIVERSIONED
void kernel_max_pool_last(const float *image, size_t height, size_t width, size_t channels, kernel_window window,
                          float *out, size_t out_height, size_t out_width) {
    for (size_t r = 0; r < out_height; r++) {
        for (size_t c = 0; c < out_width; c++) {
            float *restrict result = out + (r * out_width + c) * channels;
            for (size_t i = 0; i < channels; i++) result[i] = -INFINITY;
            for (size_t ky = 0; ky < window.size; ky++) {
                const size_t y = r * window.stride + ky;
                if (y < window.padding || y - window.padding >= height) continue;
                for (size_t kx = 0; kx < window.size; kx++) {
                    const size_t x = c * window.stride + kx;
                    if (x < window.padding || x - window.padding >= width) continue;
                    const float *value = image + ((y - window.padding) * width + x - window.padding) * channels;
                    for (size_t i = 0; i < channels; i++) result[i] = value[i] > result[i] ? value[i] : result[i];
                }
            }
        }
    }
}

MULTIVERSIONED
void kernel_mean_columns(const float *x, size_t rows, size_t columns, float *out) {
    memset(out, 0, columns * sizeof(float));
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) out[c] += x[r * columns + c];
    const float factor = 1.0f / (float)rows;
    for (size_t c = 0; c < columns; c++) out[c] *= factor;
}

MULTIVERSIONED
kernel_range kernel_find_range(const float *x, size_t count) {
    float least[LANES], largest[LANES];
    for (int l = 0; l < LANES; l++) {
        least[l] = INFINITY;
        largest[l] = -INFINITY;
    }
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int l = 0; l < LANES; l++) {
            least[l] = x[i + l] < least[l] ? x[i + l] : least[l];
            largest[l] = x[i + l] > largest[l] ? x[i + l] : largest[l];
        }
    for (; i < count; i++) {
        least[0] = x[i] < least[0] ? x[i] : least[0];
        largest[0] = x[i] > largest[0] ? x[i] : largest[0];
    }
    kernel_range range = {least[0], largest[0]};
    for (int l = 1; l < LANES; l++) {
        range.least = least[l] < range.least ? least[l] : range.least;
        range.largest = largest[l] > range.largest ? largest[l] : range.largest;
    }
    return range;
}

MULTIVERSIONED
void kernel_quantize_positive(const float *x, size_t count, float largest, uint8_t *out) {
    const float factor = largest > 0.0f ? 255.0f / largest : 0.0f;
    for (size_t i = 0; i < count; i++) out[i] = (uint8_t)(int32_t)(x[i] * factor + 0.5f);
}
