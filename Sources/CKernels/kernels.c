#include "kernels.h"

#include <math.h>
#include <string.h>

#include "elementwise.h"

MULTIVERSIONED
void kernel_finish_rows(float *x, size_t rows, size_t columns, size_t stride, const float *bias,
                        const float *residual, kernel_activation activation) {
    for (size_t r = 0; r < rows; r++) {
        float *restrict row = x + r * stride;
        if (bias) for (size_t c = 0; c < columns; c++) row[c] += bias[c];
        switch (activation) {
        case KERNEL_IDENTITY: break;
        case KERNEL_RELU: for (size_t c = 0; c < columns; c++) row[c] = relu(row[c]); break;
        case KERNEL_GELU_ERF: for (size_t c = 0; c < columns; c++) row[c] = gelu_erf(row[c]); break;
        case KERNEL_GELU_QUICK: for (size_t c = 0; c < columns; c++) row[c] = gelu_quick(row[c]); break;
        }
        if (residual) {
            const float *restrict add = residual + r * stride;
            for (size_t c = 0; c < columns; c++) row[c] += add[c];
        }
    }
}

MULTIVERSIONED
void kernel_finish_channels(float *x, size_t rows, size_t columns, size_t stride, const float *bias,
                            const float *residual, kernel_activation activation) {
    for (size_t r = 0; r < rows; r++) {
        float *restrict row = x + r * stride;
        const float shift = bias[r];
        if (residual) {
            const float *restrict add = residual + r * stride;
            for (size_t c = 0; c < columns; c++) row[c] += shift + add[c];
        } else {
            for (size_t c = 0; c < columns; c++) row[c] += shift;
        }
        switch (activation) {
        case KERNEL_IDENTITY: break;
        case KERNEL_RELU: for (size_t c = 0; c < columns; c++) row[c] = relu(row[c]); break;
        case KERNEL_GELU_ERF: for (size_t c = 0; c < columns; c++) row[c] = gelu_erf(row[c]); break;
        case KERNEL_GELU_QUICK: for (size_t c = 0; c < columns; c++) row[c] = gelu_quick(row[c]); break;
        }
    }
}

MULTIVERSIONED
void kernel_layer_norm(const float *x, float *out, size_t rows, size_t columns, const float *weight,
                       const float *bias, float epsilon) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * columns;
        float *restrict result = out + r * columns;
        float mean = row_sum(row, columns) / (float)columns;
        float variance = row_sum_of_squares(row, columns, mean) / (float)columns;
        float factor = 1.0f / sqrtf(variance + epsilon);
        for (size_t c = 0; c < columns; c++) result[c] = (row[c] - mean) * factor * weight[c] + bias[c];
    }
}

MULTIVERSIONED
void kernel_l2_normalize(float *x, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++) {
        float *row = x + r * columns;
        float length = sqrtf(row_sum_of_squares(row, columns, 0.0f));
        if (length == 0.0f) continue;
        float factor = 1.0f / length;
        for (size_t c = 0; c < columns; c++) row[c] *= factor;
    }
}

MULTIVERSIONED
void kernel_add(const float *a, const float *b, float *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = a[i] + b[i];
}

MULTIVERSIONED
void kernel_mean_rows(const float *x, size_t rows, size_t columns, float *out) {
    for (size_t r = 0; r < rows; r++) out[r] = row_sum(x + r * columns, columns) / (float)columns;
}

// One row of one kernel position: out[i] = line[i * stride + offset - padding] where that lies
// inside the line, else zero.
INLINE void gather_line(const float *line, size_t width, size_t stride, size_t offset, size_t padding,
                        size_t out_width, float *restrict out) {
    size_t first = offset < padding ? (padding - offset + stride - 1) / stride : 0;
    if (first > out_width) first = out_width;
    size_t end = out_width;
    // Positions i with i * stride + offset - padding < width.
    if (width + padding <= offset) {
        end = 0;
    } else {
        size_t reachable = (width + padding - offset + stride - 1) / stride;
        if (reachable < end) end = reachable;
    }
    if (end < first) end = first;
    memset(out, 0, first * sizeof(float));
    if (first < end) {
        const float *from = line + (first * stride + offset - padding);
        if (stride == 1) {
            memcpy(out + first, from, (end - first) * sizeof(float));
        } else {
            for (size_t i = 0; i < end - first; i++) out[first + i] = from[i * stride];
        }
    }
    memset(out + end, 0, (out_width - end) * sizeof(float));
}

// The same for a window that steps by one pixel and keeps the width: shifted rows lie behind each other as
// they do in the image, so they are copied as one block, and what wrapped around an edge becomes zero.
INLINE void gather_block(const float *plane, size_t height, size_t width, size_t padding, size_t ky, size_t kx,
                         size_t first_row, size_t row_count, float *restrict out) {
    size_t top = first_row + ky < padding ? padding - first_row - ky : 0;
    size_t below = first_row + ky + row_count > height + padding ? first_row + ky + row_count - height - padding : 0;
    if (top > row_count) top = row_count;
    if (below > row_count - top) below = row_count - top;
    size_t rows = row_count - top - below;
    memset(out, 0, top * width * sizeof(float));
    memset(out + (top + rows) * width, 0, below * width * sizeof(float));
    if (rows == 0) return;
    float *block = out + top * width;
    const float *from = plane + (first_row + top + ky - padding) * width;
    size_t count = rows * width;
    if (kx >= padding) {
        size_t shift = kx - padding;
        memcpy(block, from + shift, (count - shift) * sizeof(float));
        for (size_t r = 0; r < rows; r++)
            for (size_t i = width - shift; i < width; i++) block[r * width + i] = 0.0f;
    } else {
        size_t shift = padding - kx;
        memcpy(block + shift, from, (count - shift) * sizeof(float));
        for (size_t r = 0; r < rows; r++)
            for (size_t i = 0; i < shift; i++) block[r * width + i] = 0.0f;
    }
}

MULTIVERSIONED
void kernel_unroll(const float *image, size_t channels, size_t height, size_t width, kernel_window window,
                   size_t first_row, size_t row_count, size_t out_width, float *columns) {
    float *out = columns;
    const bool keeps_rows = window.stride == 1 && out_width == width && window.padding < width;
    for (size_t c = 0; c < channels; c++) {
        const float *plane = image + c * height * width;
        for (size_t ky = 0; ky < window.size; ky++) {
            for (size_t kx = 0; kx < window.size; kx++) {
                if (keeps_rows) {
                    gather_block(plane, height, width, window.padding, ky, kx, first_row, row_count, out);
                    out += row_count * out_width;
                    continue;
                }
                for (size_t r = first_row; r < first_row + row_count; r++, out += out_width) {
                    size_t y = r * window.stride + ky;
                    if (y < window.padding || y - window.padding >= height) {
                        memset(out, 0, out_width * sizeof(float));
                    } else {
                        gather_line(plane + (y - window.padding) * width, width, window.stride, kx,
                                    window.padding, out_width, out);
                    }
                }
            }
        }
    }
}

// The maximum over one window that may reach over the edges.
INLINE float window_maximum(const float *plane, size_t height, size_t width, kernel_window window, size_t r,
                            size_t c) {
    float maximum = -INFINITY;
    for (size_t ky = 0; ky < window.size; ky++) {
        size_t y = r * window.stride + ky;
        if (y < window.padding || y - window.padding >= height) continue;
        const float *line = plane + (y - window.padding) * width;
        for (size_t kx = 0; kx < window.size; kx++) {
            size_t x = c * window.stride + kx;
            if (x < window.padding || x - window.padding >= width) continue;
            float value = line[x - window.padding];
            maximum = value > maximum ? value : maximum;
        }
    }
    return maximum;
}

MULTIVERSIONED
void kernel_max_pool(const float *plane, size_t height, size_t width, kernel_window window, float *out,
                     size_t out_height, size_t out_width) {
    for (size_t r = 0; r < out_height; r++) {
        float *restrict result = out + r * out_width;
        // Columns whose window lies inside the image need no comparison with its edges.
        size_t first = (window.padding + window.stride - 1) / window.stride;
        size_t end = width + window.padding < window.size ? 0 : (width + window.padding - window.size) / window.stride + 1;
        if (first > out_width) first = out_width;
        if (end > out_width) end = out_width;
        if (end < first) end = first;
        for (size_t c = 0; c < first; c++) result[c] = window_maximum(plane, height, width, window, r, c);
        for (size_t c = end; c < out_width; c++) result[c] = window_maximum(plane, height, width, window, r, c);
        for (size_t c = first; c < end; c++) result[c] = -INFINITY;
        for (size_t ky = 0; ky < window.size; ky++) {
            size_t y = r * window.stride + ky;
            if (y < window.padding || y - window.padding >= height) continue;
            for (size_t kx = 0; kx < window.size; kx++) {
                const float *line = plane + (y - window.padding) * width + kx - window.padding;
                for (size_t c = first; c < end; c++) {
                    float value = line[c * window.stride];
                    result[c] = value > result[c] ? value : result[c];
                }
            }
        }
    }
}

INLINE float widen_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    uint32_t rest = (uint32_t)(half & 0x7fffu) << 13;
    union {
        uint32_t bits;
        float value;
    } number = {.bits = rest};
    if (rest >= 0x7c00u << 13) {
        number.bits = rest | 0x7f800000u;  // infinity or not a number
    } else {
        number.value *= 5.192296858534828e33f;  // 2^112 moves the exponent bias from 15 to 127
    }
    number.bits |= sign;
    return number.value;
}

MULTIVERSIONED
void kernel_widen_f16(const uint16_t *values, float *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = widen_half(values[i]);
}

MULTIVERSIONED
void kernel_widen_bf16(const uint16_t *values, float *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        union {
            uint32_t bits;
            float value;
        } number = {.bits = (uint32_t)values[i] << 16};
        out[i] = number.value;
    }
}
