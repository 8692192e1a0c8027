#include <stdlib.h>

#include "library.h"

struct onednn_product {
    onednn_type type;
    int64_t columns, inner;
    dnnl_primitive_desc_t description;
    dnnl_primitive_t primitive;
    dnnl_memory_desc_t source, weights, out, scratch;
};

static dnnl_status_t describe(const onednn_library *library, onednn_product *product, int64_t rows) {
    const dnnl_dims_t source = {rows, product->inner}, weights = {product->inner, product->columns},
                      out = {rows, product->columns};
    dnnl_status_t status = library->dnnl_memory_desc_init_by_tag(
        &product->source, 2, source, onednn_source_type(product->type), dnnl_ab);
    // The library chooses how weights lie; its choice does not depend on the number of rows.
    if (status == dnnl_success)
        status = library->dnnl_memory_desc_init_by_tag(
            &product->weights, 2, weights, onednn_weight_type(product->type), dnnl_format_tag_any);
    if (status == dnnl_success)
        status = library->dnnl_memory_desc_init_by_tag(
            &product->out, 2, out, product->type == ONEDNN_INT8 ? dnnl_s32 : dnnl_f32, dnnl_ab);
    if (status != dnnl_success) return status;
    dnnl_matmul_desc_t matmul;
    status = library->dnnl_matmul_desc_init(&matmul, &product->source, &product->weights, NULL, &product->out);
    if (status != dnnl_success) return status;
    dnnl_primitive_attr_t attributes;
    status = library->dnnl_primitive_attr_create(&attributes);
    if (status != dnnl_success) return status;
    status = library->dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (status == dnnl_success)
        status = library->dnnl_primitive_desc_create(
            &product->description, &matmul, attributes, library->engine, NULL);
    library->dnnl_primitive_attr_destroy(attributes);
    return status;
}

onednn_product *onednn_product_create(onednn_type type, int64_t rows, int64_t columns, int64_t inner) {
    const onednn_library *library = onednn_shared();
    onednn_product *product = library ? calloc(1, sizeof *product) : NULL;
    if (!product) return NULL;
    onednn_use_one_thread();
    product->type = type;
    product->columns = columns;
    product->inner = inner;
    if (describe(library, product, rows) != dnnl_success) {
        free(product);
        return NULL;
    }
    product->weights = *library->dnnl_primitive_desc_query_md(product->description, dnnl_query_weights_md, 0);
    product->scratch = *library->dnnl_primitive_desc_query_md(product->description, dnnl_query_scratchpad_md, 0);
    if (library->dnnl_primitive_create(&product->primitive, product->description) != dnnl_success) {
        library->dnnl_primitive_desc_destroy(product->description);
        free(product);
        return NULL;
    }
    return product;
}

void onednn_product_destroy(onednn_product *product) {
    const onednn_library *library = onednn_shared();
    library->dnnl_primitive_destroy(product->primitive);
    library->dnnl_primitive_desc_destroy(product->description);
    free(product);
}

size_t onednn_product_packed_size(const onednn_product *product) {
    return onednn_shared()->dnnl_memory_desc_get_size(&product->weights);
}

size_t onednn_product_scratch_size(const onednn_product *product) {
    return onednn_shared()->dnnl_memory_desc_get_size(&product->scratch);
}

bool onednn_product_pack(const onednn_product *product, const void *weights, int64_t stride, void *packed) {
    const onednn_library *library = onednn_shared();
    const dnnl_dims_t extents = {product->inner, product->columns}, strides = {1, stride};
    dnnl_memory_desc_t from;
    if (library->dnnl_memory_desc_init_by_strides(&from, 2, extents, onednn_weight_type(product->type), strides)
        != dnnl_success)
        return false;
    return onednn_reorder(library, &from, weights, &product->weights, packed);
}

bool onednn_product_run(const onednn_product *product, const void *source, const void *packed, void *out,
                        void *scratch) {
    onednn_use_one_thread();
    const int arguments[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_SCRATCHPAD};
    const dnnl_memory_desc_t *descriptions[] = {
        &product->source, &product->weights, &product->out, &product->scratch};
    void *handles[] = {(void *)source, (void *)packed, out, scratch};
    return onednn_execute(onednn_shared(), product->primitive, 4, arguments, descriptions, handles);
}
