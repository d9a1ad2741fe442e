// numpy.fft's transforms, by NumPy's own loops over pocketfft. How operands and results are laid out:
// strided_array.h.
#pragma once

#include "runtime/abi.h"

extern "C" {

// kind (text: "fft" "ifft" "rfft" "irfft" "hfft" "ihfft"), a, n or None, axis, norm or None, out or None.
void kr_fourier(kr_context* ctx, const int64_t* operands, kr_slot* results);
// kind (text: "fftn" "ifftn" "rfftn" "irfftn"), a, s or None, axes or None, norm or None, out or None.
void kr_fourier_axes(kr_context* ctx, const int64_t* operands, kr_slot* results);

// kind (text: "fftfreq" "rfftfreq"), n, d.
void kr_fourier_frequencies(kr_context* ctx, const int64_t* operands, kr_slot* results);
// kind (text: "fftshift" "ifftshift"), x, axes or None.
void kr_fourier_shift(kr_context* ctx, const int64_t* operands, kr_slot* results);

}  // extern "C"
