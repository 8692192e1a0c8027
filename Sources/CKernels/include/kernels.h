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

/// x[rows, columns] to bytes q + 128 with q = round(127 x / m), where m is the largest magnitude of the row;
/// scales[row] = m / 127. The numbers must be finite.
void kernel_quantize_rows(const float *x, size_t rows, size_t columns, uint8_t *out, float *scales);

/// weights[rows, columns] to signed bytes in the same way, with the sum of each row's bytes.
void kernel_quantize_weights(const float *weights, size_t rows, size_t columns, int8_t *out, float *scales,
                             int32_t *sums);

/// binary32 to bfloat16, to the nearest, ties to even.
void kernel_narrow_bf16(const float *values, uint16_t *out, size_t count);

/// Where the finished columns of a product go: out and residual with rows `stride` elements apart, bias[columns].
/// bias and residual may be NULL.
typedef struct {
    float *out;
    size_t stride;
    const float *bias;
    const float *residual;
} kernel_block;

/// target = activation(product + bias) + residual; product[rows, columns] is contiguous.
void kernel_finish_product(const float *product, size_t rows, size_t columns, kernel_block target,
                           kernel_activation activation);

/// What gives the columns of a product of bytes their meaning back: one scale and one sum for each.
typedef struct {
    const float *scales;
    const int32_t *sums;
} kernel_dequantization;

/// The same for a product of kernel_quantize_rows and kernel_quantize_weights; bias must not be NULL.
void kernel_finish_integer_product(const int32_t *product, size_t rows, size_t columns, const float *row_scales,
                                   kernel_dequantization weights, kernel_block target,
                                   kernel_activation activation);

/// target = activation(scale * scales[column] * product + bias + residual): what follows a convolution of
/// kernel_quantize_positive and kernel_quantize_weights. Returns the largest magnitude of the target.
float kernel_finish_convolution(const int32_t *product, size_t rows, size_t columns, float scale, const float *scales,
                                kernel_block target, kernel_activation activation);

/// planes[channels, positions] to out[positions, channels], and back.
void kernel_channels_last(const float *planes, size_t channels, size_t positions, float *out);
void kernel_channels_first(const float *x, size_t channels, size_t positions, float *planes);

/// Maximum in each window of an image [height, width, channels]; what lies outside takes no part.
void kernel_max_pool_last(const float *image, size_t height, size_t width, size_t channels, kernel_window window,
                          float *out, size_t out_height, size_t out_width);

/// out[column] = mean of the column.
void kernel_mean_columns(const float *x, size_t rows, size_t columns, float *out);

typedef struct {
    float least, largest;
} kernel_range;

/// The least and the largest of the numbers, of which there is at least one.
kernel_range kernel_find_range(const float *x, size_t count);

/// x, none negative and none above `largest`, to bytes: 255 stands for the largest.
void kernel_quantize_positive(const float *x, size_t count, float largest, uint8_t *out);

/// x to bytes of a fixed step, to the nearest; what does not fit becomes the byte next to it, 0 to 255 or -127 to 127.
void kernel_quantize_unsigned(const float *x, size_t count, float step, uint8_t *out);
void kernel_quantize_signed(const float *x, size_t count, float step, int8_t *out);

/// Bytes of a fixed step to numbers.
void kernel_widen_unsigned(const uint8_t *x, size_t count, float step, float *out);
void kernel_widen_signed(const int8_t *x, size_t count, float step, float *out);

/// planes[channels, positions] to out[positions, channels].
void kernel_interleave_bytes(const uint8_t *planes, size_t channels, size_t positions, uint8_t *out);

/// kernel_max_pool_last and kernel_mean_columns on bytes.
void kernel_max_pool_unsigned(const uint8_t *image, size_t height, size_t width, size_t channels,
                              kernel_window window, uint8_t *out, size_t out_height, size_t out_width);
void kernel_mean_columns_unsigned(const uint8_t *x, size_t rows, size_t columns, float step, float *out);

/// One head of self-attention over one sequence.
typedef struct {
    const float *query, *key, *value;  // rows `stride` elements apart
    size_t stride;
    float *out;                        // rows `out_stride` elements apart
    size_t out_stride;
    size_t length;                     // positions that take part
    size_t size;                       // numbers per position
    const float *bias;                 // [length, length up to whole sixteens] or NULL: added to the scaled
                                       // scores; -infinity in what is left over
    bool causal;                       // a position sees itself and the ones before it
} kernel_attention_head;

/// Elements of scratch memory that a head needs; the memory must be aligned to 64 bytes.
size_t kernel_attention_scratch(size_t length, size_t size);

/// out = softmax(query keyᵀ / √size + bias) value.
void kernel_attention(const kernel_attention_head *head, float *scratch);

/// Whether this processor runs kernel_attention_int8.
bool kernel_attention_int8_is_available(void);

/// Bytes of scratch memory, aligned to 64, that a head needs.
size_t kernel_attention_int8_scratch(size_t length, size_t size);

/// The same on bytes with 32-bit sums. The numbers must be finite.
void kernel_attention_int8(const kernel_attention_head *head, float *scratch);

// Products with weights in panels: 32 outputs side by side, one input after another.

/// Whether this processor runs kernel_multiply_panels on float32 or on bytes.
bool kernel_panels_are_available(bool in_bytes);

/// Outputs in a panel.
size_t kernel_panel_outputs(void);

/// weights[outputs, inner] (rows of `stride` elements) to panels[⌈outputs / 32⌉, inner, 32]; what is left over is zero.
void kernel_pack_panels_float32(const float *weights, size_t stride, size_t outputs, size_t inner, float *panels);

/// The same for bytes, four inputs at a time: panels[⌈outputs / 32⌉, ⌈inner / 4⌉, 32, 4]. offsets (up to whole panels) take
/// the 128 of kernel_prepare_int8 out of the sums again.
void kernel_pack_panels_int8(const int8_t *weights, size_t stride, size_t outputs, size_t inner, int8_t *panels,
                             int32_t *offsets);

/// The rows of a product's left side before they are prepared.
typedef struct {
    const float *x;        // rows `stride` elements apart
    size_t stride;
    const int32_t *order;  // the row of x for each row, or NULL
    size_t rows, columns;
    const float *weight, *bias;  // layer normalisation, or NULL
    float epsilon;
} kernel_input;

/// Rows of bytes `stride` apart, with one scale for each block of columns and row: scales[blocks, rows].
typedef struct {
    uint8_t *values;
    size_t stride;
    float *scales;
    size_t rows;
} kernel_bytes;

/// Orders and normalises rows.
void kernel_prepare_float32(const kernel_input *input, float *out, size_t stride);

/// The same, then to bytes as kernel_quantize_rows has them, in blocks of columns. scratch holds a row.
void kernel_prepare_int8(const kernel_input *input, size_t block, kernel_bytes out, float *scratch);

/// source[rows, inner] * panels, for rows `source_stride` bytes apart.
typedef struct {
    const void *source;
    size_t source_stride;
    const float *source_scales;  // one for each row, where source and panels are bytes; else NULL
    const void *panels;
    size_t panel_size;           // bytes from one panel to the next
    const float *scales;         // for bytes: one for each output, up to whole panels
    const int32_t *offsets;      // for bytes
    size_t rows, columns, inner;
} kernel_panels;

/// Where the answer goes: rows `stride` elements apart, row r at order[r].
typedef struct {
    float *out;
    size_t stride;
    const int32_t *order;      // or NULL
    bool adds;                 // to what is in out
    bool completes;            // activation(sum + bias) + residual follow
    const float *bias;
    const float *residual;     // with the layout of out, or NULL
    kernel_activation activation;
} kernel_target;

void kernel_multiply_panels(const kernel_panels *product, const kernel_target *target);

/// filters[outputs, inputs, taps] to panels[⌈outputs / 32⌉, taps, inputs / 4, 32, 4]; what is left over is zero. inputs is
/// a multiple of four.
void kernel_pack_filters_int8(const int8_t *filters, size_t outputs, size_t inputs, size_t taps, int8_t *panels);

/// image[height, row] with `border` rows of zeros above and below and `margin` zeros at both ends of each row.
void kernel_pad_bytes(const uint8_t *image, size_t height, size_t row, size_t border, size_t margin, uint8_t *out);

/// One image's convolution from bytes to bytes with channels innermost, where kernel_panels_are_available(true).
typedef struct {
    const uint8_t *source;       // with its border
    size_t line_stride;          // bytes from what the first pixel of an answer's line needs to the next line's
    size_t pixel_stride;         // and from pixel to pixel
    const size_t *places;        // where each tap of a filter lies from the first
    size_t taps, inputs;         // inputs is a multiple of four
    const int8_t *panels;        // as kernel_pack_filters_int8 has them
    const float *scales, *bias;  // from sums to bytes of the answer
    size_t outputs;              // a multiple of sixteen
    size_t lines, pixels;        // of the answer
    uint8_t *out;                // [lines, pixels, outputs]
    bool out_is_signed;          // -127 to 127; else 0 to 255, so that nothing is negative
    bool adds_residual;          // what is in out before, times residual_scale
    bool residual_is_signed;
    float residual_scale;
} kernel_byte_convolution;

void kernel_convolve_bytes(const kernel_byte_convolution *convolution);
