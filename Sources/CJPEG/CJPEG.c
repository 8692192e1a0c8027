#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

// A progressive file of a few kilobytes may hold thousands of scans, each of which costs a pass over the
// whole picture (libjpeg-turbo's documentation names this attack). Encoders write about ten.
static const int maximum_scans = 100;

static const char exif_signature[6] = {'E', 'x', 'i', 'f', 0, 0};

struct cjpeg_decoder {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    const uint8_t *bytes;
    size_t length;
    cjpeg_status status;
    uint32_t tolerated_warnings;
    char message[JMSG_LENGTH_MAX];
};

static void fail(cjpeg_decoder *decoder, cjpeg_status status) {
    decoder->status = status;
    decoder->errors.format_message((j_common_ptr)&decoder->info, decoder->message);
    longjmp(decoder->escape, 1);
}

static cjpeg_status status_of_error(int code) {
    switch (code) {
    // Where the environment variable JPEGMEM sets a bound, libjpeg would write what exceeds it to a file, if it could.
    case JERR_NO_BACKING_STORE:
    case JERR_OUT_OF_MEMORY:
        return CJPEG_OUT_OF_MEMORY;
    case JERR_INPUT_EOF:
    case JERR_INPUT_EMPTY:
        return CJPEG_TRUNCATED;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
        return CJPEG_UNSUPPORTED;
    default:
        return CJPEG_CORRUPT;
    }
}

static void on_error(j_common_ptr info) {
    cjpeg_decoder *decoder = info->client_data;
    fail(decoder, status_of_error(info->err->msg_code));
}

// libjpeg goes on after a warning and fills what it could not decode with gray, which a model would score as
// if it were lung: only deviations that leave every pixel defined are tolerated.
static void on_message(j_common_ptr info, int level) {
    cjpeg_decoder *decoder = info->client_data;
    if (level >= 0) {
        return;
    }
    switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
        fail(decoder, CJPEG_TRUNCATED);
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
        if (decoder->tolerated_warnings++ == 0) {
            decoder->errors.format_message(info, decoder->message);
        }
        return;
    default:
        fail(decoder, CJPEG_CORRUPT);
    }
}

static void on_output(j_common_ptr info) {
    (void)info;
}

static void on_progress(j_common_ptr info) {
    cjpeg_decoder *decoder = info->client_data;
    if (decoder->info.input_scan_number > maximum_scans) {
        decoder->status = CJPEG_CORRUPT;
        snprintf(decoder->message, sizeof decoder->message, "more than %d scans", maximum_scans);
        longjmp(decoder->escape, 1);
    }
}

cjpeg_decoder *cjpeg_open(const uint8_t *bytes, size_t length) {
    cjpeg_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        return NULL;
    }
    decoder->bytes = bytes;
    decoder->length = length;
    decoder->info.err = jpeg_std_error(&decoder->errors);
    decoder->errors.error_exit = on_error;
    decoder->errors.emit_message = on_message;
    decoder->errors.output_message = on_output;
    return decoder;
}

static void find_exif(const cjpeg_decoder *decoder, cjpeg_header *header) {
    for (jpeg_saved_marker_ptr marker = decoder->info.marker_list; marker != NULL; marker = marker->next) {
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length > sizeof exif_signature
            && memcmp(marker->data, exif_signature, sizeof exif_signature) == 0) {
            header->exif = marker->data + sizeof exif_signature;
            header->exif_length = marker->data_length - sizeof exif_signature;
            return;
        }
    }
}

cjpeg_status cjpeg_read_header(cjpeg_decoder *decoder, cjpeg_header *header) {
    j_decompress_ptr info = &decoder->info;
    if (setjmp(decoder->escape) != 0) {
        return decoder->status;
    }
    // jpeg_create_decompress clears the structure except for `err` and `client_data`.
    info->client_data = decoder;
    jpeg_create_decompress(info);
    decoder->progress.progress_monitor = on_progress;
    info->progress = &decoder->progress;
    jpeg_mem_src(info, decoder->bytes, decoder->length);
    jpeg_save_markers(info, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(info, TRUE);
    // A file of two or of more than four components has no colour space that is defined for it.
    if (info->jpeg_color_space == JCS_UNKNOWN) {
        ERREXIT2(info, JERR_COMPONENT_COUNT, info->num_components, 4);
    }
    memset(header, 0, sizeof *header);
    header->width = info->image_width;
    header->height = info->image_height;
    jpeg_calc_output_dimensions(info);
    header->components = (uint32_t)info->out_color_components;
    header->is_progressive = info->progressive_mode;
    find_exif(decoder, header);
    return CJPEG_OK;
}

cjpeg_status cjpeg_start(cjpeg_decoder *decoder, uint32_t eighths, uint32_t *width, uint32_t *height) {
    j_decompress_ptr info = &decoder->info;
    if (setjmp(decoder->escape) != 0) {
        return decoder->status;
    }
    info->scale_num = eighths;
    info->scale_denom = 8;
    jpeg_start_decompress(info);
    *width = info->output_width;
    *height = info->output_height;
    return CJPEG_OK;
}

cjpeg_status cjpeg_read_rows(cjpeg_decoder *decoder, uint8_t *samples, uint32_t count) {
    j_decompress_ptr info = &decoder->info;
    if (setjmp(decoder->escape) != 0) {
        return decoder->status;
    }
    size_t stride = (size_t)info->output_width * (size_t)info->output_components;
    for (uint32_t row = 0; row < count; row++) {
        JSAMPROW target = samples + stride * row;
        jpeg_read_scanlines(info, &target, 1);
    }
    return CJPEG_OK;
}

cjpeg_status cjpeg_finish(cjpeg_decoder *decoder) {
    if (setjmp(decoder->escape) != 0) {
        return decoder->status;
    }
    // Reads on to the end marker, so that a file cut inside its last bytes is noticed too.
    jpeg_finish_decompress(&decoder->info);
    return CJPEG_OK;
}

const char *cjpeg_message(const cjpeg_decoder *decoder) {
    return decoder->message;
}

uint32_t cjpeg_tolerated_warnings(const cjpeg_decoder *decoder) {
    return decoder->tolerated_warnings;
}

void cjpeg_close(cjpeg_decoder *decoder) {
    jpeg_destroy_decompress(&decoder->info);
    free(decoder);
}
