#include <stdlib.h>

#include "library.h"

struct onednn_convolution {
    onednn_convolution_kind kind;
    dnnl_primitive_desc_t description;
    dnnl_primitive_t primitive;
    dnnl_memory_desc_t source, filters, bias, out, scratch;
};

static dnnl_status_t describe_memory(const onednn_library *library, onednn_convolution *convolution) {
    const onednn_convolution_kind k = convolution->kind;
    const int64_t rows = (k.rows + 2 * k.padding - k.window) / k.stride + 1;
    const int64_t columns = (k.columns + 2 * k.padding - k.window) / k.stride + 1;
    const dnnl_dims_t source = {1, k.inputs, k.rows, k.columns}, bias = {k.outputs},
                      filters = {k.outputs, k.inputs, k.window, k.window}, out = {1, k.outputs, rows, columns};
    dnnl_status_t status = library->dnnl_memory_desc_init_by_tag(
        &convolution->source, 4, source, onednn_source_type(k.type), dnnl_nhwc);
    if (status == dnnl_success)
        status = library->dnnl_memory_desc_init_by_tag(
            &convolution->filters, 4, filters, onednn_weight_type(k.type), dnnl_format_tag_any);
    if (status == dnnl_success)
        status = library->dnnl_memory_desc_init_by_tag(&convolution->bias, 1, bias, dnnl_f32, dnnl_a);
    if (status == dnnl_success)
        status = library->dnnl_memory_desc_init_by_tag(
            &convolution->out, 4, out, k.type == ONEDNN_INT8 ? dnnl_s32 : dnnl_f32, dnnl_nhwc);
    return status;
}

static dnnl_status_t follow(const onednn_library *library, onednn_convolution *convolution,
                            dnnl_primitive_attr_t attributes) {
    dnnl_status_t status = library->dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (status != dnnl_success || convolution->kind.type == ONEDNN_INT8) return status;
    dnnl_post_ops_t steps;
    status = library->dnnl_post_ops_create(&steps);
    if (status != dnnl_success) return status;
    if (convolution->kind.adds_residual)
        status = library->dnnl_post_ops_append_binary(steps, dnnl_binary_add, &convolution->out);
    if (status == dnnl_success && convolution->kind.applies_relu)
        status = library->dnnl_post_ops_append_eltwise(steps, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f);
    if (status == dnnl_success) status = library->dnnl_primitive_attr_set_post_ops(attributes, steps);
    library->dnnl_post_ops_destroy(steps);
    return status;
}

static dnnl_status_t describe(const onednn_library *library, onednn_convolution *convolution) {
    const onednn_convolution_kind k = convolution->kind;
    dnnl_status_t status = describe_memory(library, convolution);
    if (status != dnnl_success) return status;
    const dnnl_dims_t strides = {k.stride, k.stride}, padding = {k.padding, k.padding};
    dnnl_convolution_desc_t operation;
    status = library->dnnl_convolution_forward_desc_init(
        &operation, dnnl_forward_inference, dnnl_convolution_direct, &convolution->source, &convolution->filters,
        k.type == ONEDNN_INT8 ? NULL : &convolution->bias, &convolution->out, strides, padding, padding);
    if (status != dnnl_success) return status;
    dnnl_primitive_attr_t attributes;
    status = library->dnnl_primitive_attr_create(&attributes);
    if (status != dnnl_success) return status;
    status = follow(library, convolution, attributes);
    if (status == dnnl_success)
        status = library->dnnl_primitive_desc_create(
            &convolution->description, &operation, attributes, library->engine, NULL);
    library->dnnl_primitive_attr_destroy(attributes);
    return status;
}

onednn_convolution *onednn_convolution_create(onednn_convolution_kind kind) {
    const onednn_library *library = onednn_shared();
    onednn_convolution *convolution = library ? calloc(1, sizeof *convolution) : NULL;
    if (!convolution) return NULL;
    onednn_use_one_thread();
    convolution->kind = kind;
    if (describe(library, convolution) != dnnl_success) {
        free(convolution);
        return NULL;
    }
    convolution->filters = *library->dnnl_primitive_desc_query_md(convolution->description, dnnl_query_weights_md, 0);
    convolution->scratch =
        *library->dnnl_primitive_desc_query_md(convolution->description, dnnl_query_scratchpad_md, 0);
    if (library->dnnl_primitive_create(&convolution->primitive, convolution->description) != dnnl_success) {
        library->dnnl_primitive_desc_destroy(convolution->description);
        free(convolution);
        return NULL;
    }
    return convolution;
}

void onednn_convolution_destroy(onednn_convolution *convolution) {
    const onednn_library *library = onednn_shared();
    library->dnnl_primitive_destroy(convolution->primitive);
    library->dnnl_primitive_desc_destroy(convolution->description);
    free(convolution);
}

size_t onednn_convolution_packed_size(const onednn_convolution *convolution) {
    return onednn_shared()->dnnl_memory_desc_get_size(&convolution->filters);
}

size_t onednn_convolution_scratch_size(const onednn_convolution *convolution) {
    return onednn_shared()->dnnl_memory_desc_get_size(&convolution->scratch);
}

bool onednn_convolution_pack(const onednn_convolution *convolution, const void *filters, void *packed) {
    const onednn_library *library = onednn_shared();
    const onednn_convolution_kind k = convolution->kind;
    const dnnl_dims_t extents = {k.outputs, k.inputs, k.window, k.window};
    dnnl_memory_desc_t from;
    if (library->dnnl_memory_desc_init_by_tag(&from, 4, extents, onednn_weight_type(k.type), dnnl_oihw)
        != dnnl_success)
        return false;
    return onednn_reorder(library, &from, filters, &convolution->filters, packed);
}

bool onednn_convolution_run(const onednn_convolution *convolution, onednn_convolution_memory memory) {
    onednn_use_one_thread();
    int arguments[6] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_SCRATCHPAD};
    const dnnl_memory_desc_t *descriptions[6] = {
        &convolution->source, &convolution->filters, &convolution->out, &convolution->scratch};
    void *handles[6] = {(void *)memory.source, (void *)memory.packed, memory.out, memory.scratch};
    int count = 4;
    if (convolution->kind.type != ONEDNN_INT8) {
        arguments[count] = DNNL_ARG_BIAS;
        descriptions[count] = &convolution->bias;
        handles[count++] = (void *)memory.bias;
        if (convolution->kind.adds_residual) {
            arguments[count] = DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1;
            descriptions[count] = &convolution->out;
            handles[count++] = (void *)memory.residual;
        }
    }
    return onednn_execute(onednn_shared(), convolution->primitive, count, arguments, descriptions, handles);
}
