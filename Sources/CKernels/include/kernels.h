#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What is done between the matrix products: small loops compiled for AVX-512, AVX2 and the
// baseline, one of which the dynamic linker picks for the processor at hand. All matrices are
// row-major float32; `stride` is the distance between rows in elements.

typedef enum {
    KERNEL_IDENTITY = 0,
    KERNEL_RELU = 1,
    KERNEL_GELU_ERF = 2,
    KERNEL_GELU_QUICK = 3,
} kernel_activation;

/// x[rows, columns] = activation(x + bias) + residual; bias[columns] and residual (same layout
/// as x) may be NULL.
void kernel_finish_rows(float *x, size_t rows, size_t columns, size_t stride, const float *bias,
                        const float *residual, kernel_activation activation);

/// x[rows, columns] = activation(x + bias[row] + residual): what follows a convolution, where a
/// row is one channel. residual (same layout as x) may be NULL.
void kernel_finish_channels(float *x, size_t rows, size_t columns, size_t stride, const float *bias,
                            const float *residual, kernel_activation activation);

/// Softmax of scale * x along each row, in place. With causal, row r takes part in its first
/// r + 1 columns only, and the rest become zero.
void kernel_softmax_rows(float *x, size_t rows, size_t columns, size_t stride, float scale, bool causal);

/// Softmax of scale * x + bias along each contiguous row, in place; bias has the layout of x.
void kernel_softmax_biased_rows(float *x, size_t rows, size_t columns, float scale, const float *bias);

/// out = (x - mean) / sqrt(variance + epsilon) * weight + bias, along each contiguous row.
void kernel_layer_norm(const float *x, float *out, size_t rows, size_t columns, const float *weight,
                       const float *bias, float epsilon);

/// Divides each contiguous row by its Euclidean length, in place; a row of zeros stays as it is.
void kernel_l2_normalize(float *x, size_t rows, size_t columns);

/// out = a + b, element by element.
void kernel_add(const float *a, const float *b, float *out, size_t count);

/// A square window moved over an image plane.
typedef struct {
    size_t size, stride, padding;
} kernel_window;

/// Unrolls output rows [first_row, first_row + row_count) of an image [channels, height, width]
/// into columns[channels * size * size, row_count * out_width]; outside the image is zero.
void kernel_unroll(const float *image, size_t channels, size_t height, size_t width, kernel_window window,
                   size_t first_row, size_t row_count, size_t out_width, float *columns);

/// Maximum in each window of one plane [height, width]; what lies outside takes no part.
void kernel_max_pool(const float *plane, size_t height, size_t width, kernel_window window, float *out,
                     size_t out_height, size_t out_width);

/// out[row] = mean of the contiguous row.
void kernel_mean_rows(const float *x, size_t rows, size_t columns, float *out);

/// IEEE 754 binary16 to binary32.
void kernel_widen_f16(const uint16_t *values, float *out, size_t count);

/// bfloat16 to binary32.
void kernel_widen_bf16(const uint16_t *values, float *out, size_t count);
