#include <stdlib.h>

#include "library.h"

struct onednn_convolution {
    onednn_convolution_kind kind;
    bool adds_bias;
    dnnl_primitive_desc_t description;
    dnnl_primitive_t primitive;
    dnnl_memory_desc_t source, filters, bias, out, scratch;
    // Winograd's algorithm has channels in blocks of 16: images are laid out anew before and after.
    bool is_winograd;
    dnnl_memory_desc_t plain_source, plain_out;
    dnnl_primitive_t enter, leave;
};

static dnnl_data_type_t byte_type(bool is_signed) { return is_signed ? dnnl_s8 : dnnl_u8; }

static dnnl_status_t describe_memory(const onednn_library *library, onednn_convolution *convolution,
                                     const onednn_fixed_scales *fixed) {
    const onednn_convolution_kind k = convolution->kind;
    const int64_t rows = (k.rows + 2 * k.padding - k.window) / k.stride + 1;
    const int64_t columns = (k.columns + 2 * k.padding - k.window) / k.stride + 1;
    const dnnl_dims_t source = {1, k.inputs, k.rows, k.columns}, bias = {k.outputs},
                      filters = {k.outputs, k.inputs, k.window, k.window}, out = {1, k.outputs, rows, columns};
    dnnl_data_type_t from = onednn_source_type(k.type), to = k.type == ONEDNN_INT8 ? dnnl_s32 : dnnl_f32;
    if (fixed) {
        from = byte_type(fixed->source_is_signed);
        to = byte_type(!k.applies_relu);
    }
    dnnl_status_t status = library->dnnl_memory_desc_init_by_tag(&convolution->source, 4, source, from, dnnl_nhwc);
    if (status == dnnl_success)
        status = library->dnnl_memory_desc_init_by_tag(
            &convolution->filters, 4, filters, onednn_weight_type(k.type), dnnl_format_tag_any);
    if (status == dnnl_success)
        status = library->dnnl_memory_desc_init_by_tag(&convolution->bias, 1, bias, dnnl_f32, dnnl_a);
    if (status == dnnl_success)
        status = library->dnnl_memory_desc_init_by_tag(&convolution->out, 4, out, to, dnnl_nhwc);
    return status;
}

static dnnl_status_t describe_blocks(const onednn_library *library, onednn_convolution *convolution) {
    convolution->plain_source = convolution->source;
    convolution->plain_out = convolution->out;
    const dnnl_status_t status = library->dnnl_memory_desc_init_by_tag(
        &convolution->source, 4, convolution->plain_source.dims, dnnl_f32, dnnl_nChw16c);
    if (status != dnnl_success) return status;
    return library->dnnl_memory_desc_init_by_tag(
        &convolution->out, 4, convolution->plain_out.dims, dnnl_f32, dnnl_nChw16c);
}

static dnnl_status_t append_steps(const onednn_library *library, const onednn_convolution *convolution,
                                  const onednn_fixed_scales *fixed, dnnl_post_ops_t steps) {
    dnnl_status_t status = dnnl_success;
    if (convolution->kind.adds_residual)
        status = library->dnnl_post_ops_append_sum_v2(
            steps, fixed ? fixed->residual_scale : 1.0f,
            fixed ? byte_type(fixed->residual_is_signed) : dnnl_data_type_undef);
    if (status == dnnl_success && convolution->kind.applies_relu)
        status = library->dnnl_post_ops_append_eltwise(steps, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f);
    return status;
}

static dnnl_status_t follow(const onednn_library *library, const onednn_convolution *convolution,
                            const onednn_fixed_scales *fixed, dnnl_primitive_attr_t attributes) {
    dnnl_status_t status = library->dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (status != dnnl_success || !convolution->adds_bias) return status;
    const int each_output = 1 << 1;
    if (fixed)
        status = library->dnnl_primitive_attr_set_output_scales(
            attributes, convolution->kind.outputs, each_output, fixed->scales);
    if (status != dnnl_success) return status;
    dnnl_post_ops_t steps;
    status = library->dnnl_post_ops_create(&steps);
    if (status != dnnl_success) return status;
    status = append_steps(library, convolution, fixed, steps);
    if (status == dnnl_success) status = library->dnnl_primitive_attr_set_post_ops(attributes, steps);
    library->dnnl_post_ops_destroy(steps);
    return status;
}

// Where Winograd's algorithm (Lavin & Gray 2016) was found faster than the direct one, changes of layout counted.
static bool suits_winograd(onednn_convolution_kind k) {
    return k.type == ONEDNN_FLOAT32 && k.window == 3 && k.stride == 1 && k.padding == 1 && !k.adds_residual
           && k.inputs % 16 == 0 && k.outputs % 16 == 0 && k.inputs >= 64 && k.inputs <= 256 && k.outputs >= 64
           && k.outputs <= 256 && k.rows * k.columns >= 14 * 14;
}

static dnnl_status_t describe(const onednn_library *library, onednn_convolution *convolution,
                              const onednn_fixed_scales *fixed) {
    const onednn_convolution_kind k = convolution->kind;
    dnnl_status_t status = describe_memory(library, convolution, fixed);
    if (status == dnnl_success && convolution->is_winograd) status = describe_blocks(library, convolution);
    if (status != dnnl_success) return status;
    const dnnl_dims_t strides = {k.stride, k.stride}, padding = {k.padding, k.padding};
    dnnl_convolution_desc_t operation;
    status = library->dnnl_convolution_forward_desc_init(
        &operation, dnnl_forward_inference,
        convolution->is_winograd ? dnnl_convolution_winograd : dnnl_convolution_direct, &convolution->source, &convolution->filters,
        convolution->adds_bias ? &convolution->bias : NULL, &convolution->out, strides, padding, padding);
    if (status != dnnl_success) return status;
    dnnl_primitive_attr_t attributes;
    status = library->dnnl_primitive_attr_create(&attributes);
    if (status != dnnl_success) return status;
    status = follow(library, convolution, fixed, attributes);
    if (status == dnnl_success)
        status = library->dnnl_primitive_desc_create(
            &convolution->description, &operation, attributes, library->engine, NULL);
    library->dnnl_primitive_attr_destroy(attributes);
    return status;
}

static bool compile(const onednn_library *library, onednn_convolution *convolution,
                    const onednn_fixed_scales *fixed) {
    if (describe(library, convolution, fixed) != dnnl_success) return false;
    convolution->filters = *library->dnnl_primitive_desc_query_md(convolution->description, dnnl_query_weights_md, 0);
    convolution->scratch =
        *library->dnnl_primitive_desc_query_md(convolution->description, dnnl_query_scratchpad_md, 0);
    return library->dnnl_primitive_create(&convolution->primitive, convolution->description) == dnnl_success
           && (!convolution->is_winograd
               || (onednn_reorder_create(library, &convolution->plain_source, &convolution->source, &convolution->enter)
                   && onednn_reorder_create(library, &convolution->out, &convolution->plain_out,
                                            &convolution->leave)));
}

void onednn_convolution_destroy(onednn_convolution *convolution) {
    const onednn_library *library = onednn_shared();
    if (convolution->leave) library->dnnl_primitive_destroy(convolution->leave);
    if (convolution->enter) library->dnnl_primitive_destroy(convolution->enter);
    if (convolution->primitive) library->dnnl_primitive_destroy(convolution->primitive);
    if (convolution->description) library->dnnl_primitive_desc_destroy(convolution->description);
    free(convolution);
}

static onednn_convolution *create(onednn_convolution_kind kind, const onednn_fixed_scales *fixed, bool is_winograd) {
    const onednn_library *library = onednn_shared();
    onednn_convolution *convolution = library ? calloc(1, sizeof *convolution) : NULL;
    if (!convolution) return NULL;
    onednn_use_one_thread();
    convolution->kind = kind;
    convolution->adds_bias = kind.type != ONEDNN_INT8 || fixed;
    convolution->is_winograd = is_winograd;
    if (compile(library, convolution, fixed)) return convolution;
    onednn_convolution_destroy(convolution);
    return NULL;
}

onednn_convolution *onednn_convolution_create(onednn_convolution_kind kind, const onednn_fixed_scales *fixed) {
    onednn_convolution *convolution = suits_winograd(kind) ? create(kind, fixed, true) : NULL;
    return convolution ? convolution : create(kind, fixed, false);
}

size_t onednn_convolution_packed_size(const onednn_convolution *convolution) {
    return onednn_shared()->dnnl_memory_desc_get_size(&convolution->filters);
}

// Blocked images lie before the memory of the convolution itself.
static size_t aligned(size_t size) { return (size + 63) / 64 * 64; }

size_t onednn_convolution_scratch_size(const onednn_convolution *convolution) {
    const onednn_library *library = onednn_shared();
    const size_t size = library->dnnl_memory_desc_get_size(&convolution->scratch);
    if (!convolution->is_winograd) return size;
    return size + aligned(library->dnnl_memory_desc_get_size(&convolution->source))
           + aligned(library->dnnl_memory_desc_get_size(&convolution->out));
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

static bool run(const onednn_convolution *convolution, onednn_convolution_memory memory) {
    const int arguments[] = {
        DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_SCRATCHPAD, DNNL_ARG_BIAS};
    const dnnl_memory_desc_t *descriptions[] = {&convolution->source, &convolution->filters, &convolution->out,
                                                &convolution->scratch, &convolution->bias};
    void *handles[] = {
        (void *)memory.source, (void *)memory.packed, memory.out, memory.scratch, (void *)memory.bias};
    const int count = convolution->adds_bias ? 5 : 4;
    return onednn_execute(onednn_shared(), convolution->primitive, count, arguments, descriptions, handles);
}

static bool lay_out(dnnl_primitive_t reorder, const dnnl_memory_desc_t *from, const void *source,
                    const dnnl_memory_desc_t *to, void *target) {
    const int arguments[] = {DNNL_ARG_FROM, DNNL_ARG_TO};
    const dnnl_memory_desc_t *descriptions[] = {from, to};
    void *handles[] = {(void *)source, target};
    return onednn_execute(onednn_shared(), reorder, 2, arguments, descriptions, handles);
}

bool onednn_convolution_run(const onednn_convolution *convolution, onednn_convolution_memory memory) {
    onednn_use_one_thread();
    if (!convolution->is_winograd) return run(convolution, memory);
    const onednn_library *library = onednn_shared();
    onednn_convolution_memory blocked = memory;
    blocked.source = memory.scratch;
    blocked.out = (char *)memory.scratch + aligned(library->dnnl_memory_desc_get_size(&convolution->source));
    blocked.scratch = (char *)blocked.out + aligned(library->dnnl_memory_desc_get_size(&convolution->out));
    return lay_out(convolution->enter, &convolution->plain_source, memory.source, &convolution->source,
                   (void *)blocked.source)
           && run(convolution, blocked)
           && lay_out(convolution->leave, &convolution->out, blocked.out, &convolution->plain_out, memory.out);
}
