#include "CPNG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

static const png_alloc_size_t maximum_chunk_bytes = 8u << 20;
static const png_uint_32 maximum_cached_chunks = 128;

struct cpng_decoder {
    png_structp png;
    png_infop info;
    jmp_buf escape;
    const uint8_t *bytes;
    size_t length;
    size_t position;
    cpng_status status;
    int saw_transparency;
    char message[128];
};

static void on_error(png_structp png, png_const_charp message) {
    cpng_decoder *decoder = png_get_error_ptr(png);
    if (decoder->status == CPNG_OK) {
        decoder->status = CPNG_CORRUPT;
    }
    // libpng puts the chunk's name first, which is bytes of the file.
    const char *separator = strstr(message, ": ");
    snprintf(decoder->message, sizeof decoder->message, "%s", separator == NULL ? message : separator + 2);
    longjmp(decoder->escape, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

// libpng goes on without an optional chunk for which there is no memory: the failure is remembered, so that a picture is
// not taken to be upright for want of its Exif block.
static png_voidp allocate(png_structp png, png_alloc_size_t size) {
    cpng_decoder *decoder = png_get_mem_ptr(png);
    void *memory = malloc(size);
    if (memory == NULL) {
        decoder->status = CPNG_OUT_OF_MEMORY;
    }
    return memory;
}

static void release(png_structp png, png_voidp memory) {
    (void)png;
    free(memory);
}

static void read_bytes(png_structp png, png_bytep destination, size_t count) {
    cpng_decoder *decoder = png_get_io_ptr(png);
    if (decoder->length - decoder->position < count) {
        decoder->status = CPNG_TRUNCATED;
        png_error(png, "the data end too early");
    }
    memcpy(destination, decoder->bytes + decoder->position, count);
    decoder->position += count;
}

// Drops the last sample of each pixel in place and remembers whether one was less than opaque.
static void drop_alpha(png_structp png, png_row_infop row, png_bytep samples) {
    if ((row->color_type & PNG_COLOR_MASK_ALPHA) == 0) {
        return;
    }
    cpng_decoder *decoder = png_get_user_transform_ptr(png);
    size_t sample = row->bit_depth / 8u;
    size_t kept = (row->channels - 1u) * sample;
    const uint8_t *source = samples;
    uint8_t *destination = samples;
    uint8_t opacity = 0xFF;
    for (png_uint_32 x = 0; x < row->width; x++) {
        for (size_t i = 0; i < kept; i++) {
            *destination++ = *source++;
        }
        for (size_t i = 0; i < sample; i++) {
            opacity &= *source++;
        }
    }
    decoder->saw_transparency |= opacity != 0xFF;
}

cpng_decoder *cpng_open(const uint8_t *bytes, size_t length) {
    cpng_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        return NULL;
    }
    decoder->bytes = bytes;
    decoder->length = length;
    return decoder;
}

static int create(cpng_decoder *decoder) {
    decoder->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, decoder, on_error, on_warning, decoder, allocate,
                                            release);
    if (decoder->png == NULL) {
        return 0;
    }
    decoder->info = png_create_info_struct(decoder->png);
    return decoder->info != NULL;
}

static void configure(cpng_decoder *decoder) {
    static const png_byte needed[] = "eXIf\0sBIT";
    png_structp png = decoder->png;
    png_set_read_fn(png, decoder, read_bytes);
    // Every other ancillary chunk (texts, colour profiles, tables) is skipped unread, though its checksum is
    // checked.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, needed, 2);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_chunk_malloc_max(png, maximum_chunk_bytes);
    png_set_chunk_cache_max(png, maximum_cached_chunks);
    // The caller judges the sizes, so that it can name its own limit.
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
}

static void describe(const cpng_decoder *decoder, cpng_header *header) {
    png_color_8p significant = NULL;
    int color_type = png_get_color_type(decoder->png, decoder->info);
    memset(header, 0, sizeof *header);
    header->width = png_get_image_width(decoder->png, decoder->info);
    header->height = png_get_image_height(decoder->png, decoder->info);
    header->bit_depth = png_get_bit_depth(decoder->png, decoder->info);
    header->has_color = (color_type & PNG_COLOR_MASK_COLOR) != 0;
    header->has_palette = color_type == PNG_COLOR_TYPE_PALETTE;
    header->has_alpha = (color_type & PNG_COLOR_MASK_ALPHA) != 0
        || png_get_valid(decoder->png, decoder->info, PNG_INFO_tRNS) != 0;
    header->channels = header->has_color ? 3 : 1;
    header->bytes_per_sample = header->bit_depth == 16 ? 2 : 1;
    if (png_get_sBIT(decoder->png, decoder->info, &significant) != 0) {
        header->significant_bits = header->has_color ? significant->green : significant->gray;
    }
}

cpng_status cpng_read_header(cpng_decoder *decoder, cpng_header *header) {
    if (setjmp(decoder->escape) != 0) {
        return decoder->status;
    }
    if (!create(decoder)) {
        return CPNG_OUT_OF_MEMORY;
    }
    configure(decoder);
    png_read_info(decoder->png, decoder->info);
    describe(decoder, header);
    return decoder->status;
}

static void set_transforms(cpng_decoder *decoder) {
    const uint16_t probe = 1;
    png_structp png = decoder->png;
    int color_type = png_get_color_type(png, decoder->info);
    if (color_type == PNG_COLOR_TYPE_PALETTE) {
        png_set_palette_to_rgb(png);
    } else if (color_type == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, decoder->info) < 8) {
        png_set_expand_gray_1_2_4_to_8(png);
    }
    if (*(const uint8_t *)&probe == 1) {
        png_set_swap(png);
    }
    png_set_read_user_transform_fn(png, drop_alpha);
    png_set_user_transform_info(png, decoder, 0, (color_type & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1);
}

cpng_status cpng_read_samples(cpng_decoder *decoder, uint8_t *samples, size_t capacity) {
    png_structp png = decoder->png;
    if (setjmp(decoder->escape) != 0) {
        return decoder->status;
    }
    set_transforms(decoder);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, decoder->info);
    size_t stride = png_get_rowbytes(png, decoder->info);
    png_uint_32 height = png_get_image_height(png, decoder->info);
    if (capacity / stride < height) {
        png_error(png, "the row buffer is too small");
    }
    for (int pass = 0; pass < passes; pass++) {
        for (png_uint_32 y = 0; y < height; y++) {
            png_read_row(png, samples + stride * y, NULL);
        }
    }
    png_read_end(png, decoder->info);
    return decoder->status;
}

int cpng_saw_transparency(const cpng_decoder *decoder) {
    return decoder->saw_transparency;
}

const uint8_t *cpng_exif(const cpng_decoder *decoder, size_t *length) {
    png_uint_32 count = 0;
    png_bytep bytes = NULL;
    png_get_eXIf_1(decoder->png, decoder->info, &count, &bytes);
    *length = bytes == NULL ? 0 : count;
    return bytes;
}

const char *cpng_message(const cpng_decoder *decoder) {
    return decoder->message;
}

void cpng_close(cpng_decoder *decoder) {
    png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
    free(decoder);
}
