#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// oneDNN's matrix products and convolutions for inference, one core at a time.
//
// The library is opened at run time, apart from everything else in the process: LibTorch brings a
// oneDNN of another version under the same names, and a machine without the library still serves
// in float32 through OpenBLAS. Functions return false (or NULL) where oneDNN refuses.

typedef enum {
    ONEDNN_FLOAT32 = 0,
    ONEDNN_BFLOAT16 = 1,
    ONEDNN_INT8 = 2,  // unsigned sources, signed weights, 32-bit integers out
} onednn_type;

/// Whether this processor (as far as ONEDNN_MAX_CPU_ISA lets the library use it) multiplies numbers
/// of the type with instructions of their own; false where the library is absent, of another generation, or
/// not allowed to compile loops.
bool onednn_is_native(onednn_type type);

/// Whether this processor multiplies bytes in tiles (AMX), as far as ONEDNN_MAX_CPU_ISA lets the library use them.
bool onednn_has_tiles(void);

/// Limits the library to one thread when called from this thread. Cheap to call again.
void onednn_use_one_thread(void);

/// out[rows, columns] = source[rows, inner] * weights, of fixed extents and contiguous rows. May be used by several
/// threads at once.
typedef struct onednn_product onednn_product;

onednn_product *onednn_product_create(onednn_type type, int64_t rows, int64_t columns, int64_t inner);
void onednn_product_destroy(onednn_product *product);

/// Bytes of the packed weights, which do not depend on the number of rows, and of the memory that one run needs.
size_t onednn_product_packed_size(const onednn_product *product);
size_t onednn_product_scratch_size(const onednn_product *product);

/// Packs weights [columns, inner] (rows of `stride` elements) of the product's type.
bool onednn_product_pack(const onednn_product *product, const void *weights, int64_t stride, void *packed);

/// Source, packed weights and scratch must be aligned to 64 bytes; the answer is float32, or int32 for ONEDNN_INT8.
bool onednn_product_run(const onednn_product *product, const void *source, const void *packed, void *out,
                        void *scratch);

/// What a convolution of one image does: out[rows', columns', outputs] = source[rows, columns, inputs] * filters, channels
/// innermost. With ONEDNN_INT8 and no fixed scales that is all, in 32-bit integers; else bias, residual and relu follow, and
/// out is float32, or bytes with fixed scales.
typedef struct {
    onednn_type type;
    int64_t inputs, outputs, rows, columns, window, stride, padding;
    bool adds_residual, applies_relu;
} onednn_convolution_kind;

/// The steps of a convolution from bytes to bytes: out = to_bytes(scales[output] * (source * filters + bias) + residual_scale *
/// residual). With relu the answer is unsigned, else signed.
typedef struct {
    bool source_is_signed, residual_is_signed;
    const float *scales;
    float residual_scale;
} onednn_fixed_scales;

typedef struct onednn_convolution onednn_convolution;

/// Fixed scales are for ONEDNN_INT8, are read here only, and may be NULL.
onednn_convolution *onednn_convolution_create(onednn_convolution_kind kind, const onednn_fixed_scales *fixed);
void onednn_convolution_destroy(onednn_convolution *convolution);

size_t onednn_convolution_packed_size(const onednn_convolution *convolution);
size_t onednn_convolution_scratch_size(const onednn_convolution *convolution);

/// Packs filters [outputs, inputs, window, window] of the convolution's type.
bool onednn_convolution_pack(const onednn_convolution *convolution, const void *filters, void *packed);

/// What a run reads and writes; bias is float32 and absent where the answer is sums. A residual lies in out, where the
/// answer replaces it.
typedef struct {
    const void *source, *packed;
    const float *bias;
    void *out, *scratch;
} onednn_convolution_memory;

bool onednn_convolution_run(const onednn_convolution *convolution, onednn_convolution_memory memory);
