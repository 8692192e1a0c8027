#include "elementwise.h"

// Before and after a matrix product: quantisation of what goes in, and what becomes of the sums.

MULTIVERSIONED
void kernel_quantize_rows(const float *x, size_t rows, size_t columns, uint8_t *out, float *scales) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * columns;
        uint8_t *restrict result = out + r * columns;
        float largest = row_largest_magnitude(row, columns);
        float factor = largest > 0.0f ? 127.0f / largest : 0.0f;
        scales[r] = largest / 127.0f;
        // 128 for the offset and a half to round; the sum is positive, so that truncation rounds down.
        for (size_t c = 0; c < columns; c++) result[c] = (uint8_t)(int32_t)(row[c] * factor + 128.5f);
    }
}

MULTIVERSIONED
void kernel_quantize_weights(const float *weights, size_t rows, size_t columns, int8_t *out, float *scales,
                             int32_t *sums) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = weights + r * columns;
        int8_t *restrict result = out + r * columns;
        float largest = row_largest_magnitude(row, columns);
        float factor = largest > 0.0f ? 127.0f / largest : 0.0f;
        scales[r] = largest / 127.0f;
        int32_t sum = 0;
        for (size_t c = 0; c < columns; c++) {
            int32_t value = (int32_t)(row[c] * factor + 128.5f) - 128;
            result[c] = (int8_t)value;
            sum += value;
        }
        sums[r] = sum;
    }
}

MULTIVERSIONED
void kernel_narrow_bf16(const float *values, uint16_t *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        union {
            float value;
            uint32_t bits;
        } number = {.value = values[i]};
        // To the nearest, ties to even; what is not a number stays one.
        uint32_t rounded = (number.bits + 0x7fffu + ((number.bits >> 16) & 1u)) >> 16;
        out[i] = (uint16_t)(values[i] == values[i] ? rounded : (number.bits >> 16) | 0x40u);
    }
}

INLINE void finish_row(float *restrict out, const float *product, const float *bias, const float *residual,
                       size_t columns, kernel_activation kind) {
    if (bias && residual)
        for (size_t c = 0; c < columns; c++) out[c] = activate(product[c] + bias[c], kind) + residual[c];
    else if (bias)
        for (size_t c = 0; c < columns; c++) out[c] = activate(product[c] + bias[c], kind);
    else if (residual)
        for (size_t c = 0; c < columns; c++) out[c] = activate(product[c], kind) + residual[c];
    else
        for (size_t c = 0; c < columns; c++) out[c] = activate(product[c], kind);
}

#define EACH_ACTIVATION(kind, body)                                                 \
    switch (kind) {                                                                 \
    case KERNEL_IDENTITY: { body(KERNEL_IDENTITY) } break;                          \
    case KERNEL_RELU: { body(KERNEL_RELU) } break;                                  \
    case KERNEL_GELU_ERF: { body(KERNEL_GELU_ERF) } break;                          \
    case KERNEL_GELU_QUICK: { body(KERNEL_GELU_QUICK) } break;                      \
    }

MULTIVERSIONED
void kernel_finish_product(const float *product, size_t rows, size_t columns, kernel_block target,
                           kernel_activation activation) {
#define FINISH(kind)                                                                                           \
    for (size_t r = 0; r < rows; r++)                                                                          \
        finish_row(target.out + r * target.stride, product + r * columns, target.bias,                         \
                   target.residual ? target.residual + r * target.stride : NULL, columns, kind);
    EACH_ACTIVATION(activation, FINISH)
#undef FINISH
}

INLINE void finish_integer_row(float *restrict out, const int32_t *restrict product, float row_scale,
                               kernel_dequantization weights, const float *bias, const float *residual,
                               size_t columns, kernel_activation kind) {
    const float *restrict scales = weights.scales;
    const int32_t *restrict sums = weights.sums;
    // Sources were stored with 128 added, which adds 128 times the sum of the weights to a product.
    if (residual)
        for (size_t c = 0; c < columns; c++) {
            float value = (float)(product[c] - 128 * sums[c]) * (row_scale * scales[c]) + bias[c];
            out[c] = activate(value, kind) + residual[c];
        }
    else
        for (size_t c = 0; c < columns; c++) {
            float value = (float)(product[c] - 128 * sums[c]) * (row_scale * scales[c]) + bias[c];
            out[c] = activate(value, kind);
        }
}

MULTIVERSIONED
void kernel_finish_integer_product(const int32_t *product, size_t rows, size_t columns, const float *row_scales,
                                   kernel_dequantization weights, kernel_block target,
                                   kernel_activation activation) {
#define FINISH(kind)                                                                                           \
    for (size_t r = 0; r < rows; r++)                                                                          \
        finish_integer_row(target.out + r * target.stride, product + r * columns, row_scales[r], weights,      \
                           target.bias, target.residual ? target.residual + r * target.stride : NULL, columns, \
                           kind);
    EACH_ACTIVATION(activation, FINISH)
#undef FINISH
}

MULTIVERSIONED
float kernel_finish_convolution(const int32_t *product, size_t rows, size_t columns, float scale, const float *scales,
                                kernel_block target, kernel_activation activation) {
    float largest = 0.0f;
    for (size_t r = 0; r < rows; r++) {
        float *restrict out = target.out + r * target.stride;
        const int32_t *restrict sums = product + r * columns;
        const float *restrict residual = target.residual ? target.residual + r * target.stride : NULL;
        if (residual) {
            for (size_t c = 0; c < columns; c++)
                out[c] = (float)sums[c] * (scale * scales[c]) + target.bias[c] + residual[c];
        } else {
            for (size_t c = 0; c < columns; c++) out[c] = (float)sums[c] * (scale * scales[c]) + target.bias[c];
        }
#define FINISH(kind) for (size_t c = 0; c < columns; c++) out[c] = activate(out[c], kind);
        EACH_ACTIVATION(activation, FINISH)
#undef FINISH
        const float found = row_largest_magnitude(out, columns);
        largest = found > largest ? found : largest;
    }
    return largest;
}
