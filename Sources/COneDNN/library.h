#pragma once

#include <oneapi/dnnl/dnnl.h>

#include "onednn.h"

// The functions of oneDNN that are used, found by name in the library that was opened.
#define ONEDNN_FUNCTIONS(each)                                                                               \
    each(dnnl_version) each(dnnl_engine_create) each(dnnl_stream_create) each(dnnl_get_effective_cpu_isa)    \
    each(dnnl_memory_desc_init_by_tag) each(dnnl_memory_desc_init_by_strides)                                \
    each(dnnl_memory_desc_get_size) each(dnnl_memory_create) each(dnnl_memory_destroy)                       \
    each(dnnl_matmul_desc_init) each(dnnl_convolution_forward_desc_init)                                     \
    each(dnnl_primitive_attr_create) each(dnnl_primitive_attr_destroy)                                       \
    each(dnnl_primitive_attr_set_scratchpad_mode) each(dnnl_primitive_attr_set_post_ops)                     \
    each(dnnl_post_ops_create) each(dnnl_post_ops_destroy) each(dnnl_post_ops_append_sum_v2)                 \
    each(dnnl_post_ops_append_eltwise) each(dnnl_primitive_attr_set_output_scales)                           \
    each(dnnl_primitive_desc_create) each(dnnl_primitive_desc_destroy)                                       \
    each(dnnl_primitive_desc_query_md) each(dnnl_primitive_create) each(dnnl_primitive_destroy)              \
    each(dnnl_primitive_execute) each(dnnl_reorder_primitive_desc_create)

#define ONEDNN_MEMBER(name) __typeof__(name) *name;

typedef struct {
    ONEDNN_FUNCTIONS(ONEDNN_MEMBER)
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    void (*set_threads)(int);
} onednn_library;

/// The opened library, or NULL.
const onednn_library *onednn_shared(void);

/// Makes a reorder from one description of memory to another.
bool onednn_reorder_create(const onednn_library *library, const dnnl_memory_desc_t *from,
                           const dnnl_memory_desc_t *to, dnnl_primitive_t *primitive);

/// Runs a reorder from one description of memory to another.
bool onednn_reorder(const onednn_library *library, const dnnl_memory_desc_t *from, const void *source,
                    const dnnl_memory_desc_t *to, void *target);

/// Makes memory objects for the arguments, executes, and destroys them.
bool onednn_execute(const onednn_library *library, dnnl_primitive_t primitive, int count, const int *arguments,
                    const dnnl_memory_desc_t *const *descriptions, void *const *handles);

dnnl_data_type_t onednn_source_type(onednn_type type);
dnnl_data_type_t onednn_weight_type(onednn_type type);
