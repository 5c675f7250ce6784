# libffi, as far as it is called.
from libc.stdint cimport uint32_t, uint64_t

ctypedef void (*ffi_function)() noexcept nogil

cdef extern from "ffi.h" nogil:
    ctypedef struct ffi_type:
        size_t size
        unsigned short alignment
        unsigned short type
        ffi_type** elements
    ctypedef struct ffi_cif:
        pass
    ctypedef struct ffi_closure:
        pass
    ctypedef enum ffi_status:
        FFI_OK
    ctypedef enum ffi_abi:
        FFI_DEFAULT_ABI
    unsigned short FFI_TYPE_STRUCT
    ffi_type ffi_type_void
    ffi_type ffi_type_uint8
    ffi_type ffi_type_sint8
    ffi_type ffi_type_uint16
    ffi_type ffi_type_sint16
    ffi_type ffi_type_uint32
    ffi_type ffi_type_sint32
    ffi_type ffi_type_uint64
    ffi_type ffi_type_sint64
    ffi_type ffi_type_float
    ffi_type ffi_type_double
    ffi_type ffi_type_pointer
    ffi_status ffi_prep_cif(ffi_cif*, ffi_abi, unsigned int, ffi_type* result, ffi_type** args)
    ffi_status ffi_prep_cif_var(ffi_cif*, ffi_abi, unsigned int fixed, unsigned int total, ffi_type* result,
                                ffi_type** args)
    void ffi_call(ffi_cif*, ffi_function function, void* result, void** args)
    void* ffi_closure_alloc(size_t size, void** code)
    void ffi_closure_free(void* closure)
    ffi_status ffi_prep_closure_loc(ffi_closure*, ffi_cif*, void (*function)(ffi_cif*, void* result, void** args, void* data) noexcept nogil, void* data, void* code)
