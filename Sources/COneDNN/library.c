#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

// Bound to its own symbols before those of the process; sanitizers forbid that.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { BINDING = 0 };
#else
enum { BINDING = RTLD_DEEPBIND };
#endif

// The names of the second generation, whose interface this is written against.
static const char *const LIBRARY = "libdnnl.so.2";

static onednn_library library;
static bool is_open = false;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// The library writes its loops into memory and then runs them, which a hardened service may be forbidden.
static bool may_compile(void) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void *memory = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return false;
    const bool may = mprotect(memory, page, PROT_READ | PROT_EXEC) == 0;
    munmap(memory, page);
    return may;
}

static void open_library(void) {
    if (!may_compile()) return;
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | BINDING);
    if (!handle) return;
#define ONEDNN_FIND(name)                                        \
    library.name = (__typeof__(name) *)dlsym(handle, #name);     \
    if (!library.name) return;
    ONEDNN_FUNCTIONS(ONEDNN_FIND)
    if (library.dnnl_version()->major != 2) return;
    // libgomp is among the library's own dependencies; another runtime has no such function, and no threads either.
    library.set_threads = (void (*)(int))dlsym(handle, "omp_set_num_threads");
    if (library.dnnl_engine_create(&library.engine, dnnl_cpu, 0) != dnnl_success) return;
    if (library.set_threads) library.set_threads(1);
    is_open = library.dnnl_stream_create(&library.stream, library.engine, dnnl_stream_default_flags) == dnnl_success;
}

const onednn_library *onednn_shared(void) {
    pthread_once(&once, open_library);
    return is_open ? &library : NULL;
}

void onednn_use_one_thread(void) {
    static _Thread_local bool is_done = false;
    if (is_done) return;
    const onednn_library *shared = onednn_shared();
    if (shared && shared->set_threads) shared->set_threads(1);
    is_done = true;
}

bool onednn_is_native(onednn_type type) {
    const onednn_library *shared = onednn_shared();
    if (!shared) return false;
    const int isa = (int)shared->dnnl_get_effective_cpu_isa();
    // The instruction sets are numbered as sets of bits: one contains another when all of its bits are there.
    int needed = dnnl_cpu_isa_avx512_core;
    if (type == ONEDNN_INT8) needed = dnnl_cpu_isa_avx512_core_vnni;
    if (type == ONEDNN_BFLOAT16) needed = dnnl_cpu_isa_avx512_core_bf16;
    return isa == (int)dnnl_cpu_isa_all || (isa & needed) == needed;
}

bool onednn_has_tiles(void) {
    const onednn_library *shared = onednn_shared();
    if (!shared) return false;
    const int isa = (int)shared->dnnl_get_effective_cpu_isa(), needed = dnnl_cpu_isa_avx512_core_amx;
    return (isa & needed) == needed;
}

dnnl_data_type_t onednn_source_type(onednn_type type) {
    return type == ONEDNN_FLOAT32 ? dnnl_f32 : type == ONEDNN_BFLOAT16 ? dnnl_bf16 : dnnl_u8;
}

dnnl_data_type_t onednn_weight_type(onednn_type type) {
    return type == ONEDNN_FLOAT32 ? dnnl_f32 : type == ONEDNN_BFLOAT16 ? dnnl_bf16 : dnnl_s8;
}

bool onednn_execute(const onednn_library *shared, dnnl_primitive_t primitive, int count, const int *arguments,
                    const dnnl_memory_desc_t *const *descriptions, void *const *handles) {
    enum { MAXIMUM = 8 };
    dnnl_exec_arg_t list[MAXIMUM];
    int made = 0;
    bool succeeded = count <= MAXIMUM;
    for (; succeeded && made < count; made++) {
        list[made].arg = arguments[made];
        if (shared->dnnl_memory_create(&list[made].memory, descriptions[made], shared->engine, handles[made])
            != dnnl_success) {
            succeeded = false;
            break;
        }
    }
    if (succeeded)
        succeeded = shared->dnnl_primitive_execute(primitive, shared->stream, count, list) == dnnl_success;
    for (int i = 0; i < made; i++) shared->dnnl_memory_destroy(list[i].memory);
    return succeeded;
}

bool onednn_reorder_create(const onednn_library *shared, const dnnl_memory_desc_t *from,
                           const dnnl_memory_desc_t *to, dnnl_primitive_t *primitive) {
    dnnl_primitive_desc_t description;
    if (shared->dnnl_reorder_primitive_desc_create(&description, from, shared->engine, to, shared->engine, NULL)
        != dnnl_success)
        return false;
    const bool succeeded = shared->dnnl_primitive_create(primitive, description) == dnnl_success;
    shared->dnnl_primitive_desc_destroy(description);
    return succeeded;
}

bool onednn_reorder(const onednn_library *shared, const dnnl_memory_desc_t *from, const void *source,
                    const dnnl_memory_desc_t *to, void *target) {
    onednn_use_one_thread();
    dnnl_primitive_t primitive;
    if (!onednn_reorder_create(shared, from, to, &primitive)) return false;
    const int arguments[] = {DNNL_ARG_FROM, DNNL_ARG_TO};
    const dnnl_memory_desc_t *descriptions[] = {from, to};
    void *handles[] = {(void *)source, target};
    const bool succeeded = onednn_execute(shared, primitive, 2, arguments, descriptions, handles);
    shared->dnnl_primitive_destroy(primitive);
    return succeeded;
}
