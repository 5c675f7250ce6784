# Python memory that JavaScript holds: V8 lets go of it on any of its threads, without the GIL. What it has let go of is
# queued here and given back to Python at the next opportunity.

cdef extern from *:
    """
    #include <stdatomic.h>
    /* What a tensor library hands over: dlpack.h's layout, version 0. */
    typedef struct { int32_t type, id; } naja_dl_device;
    typedef struct { uint8_t code, bits; uint16_t lanes; } naja_dl_type;
    typedef struct {
      void* data;
      naja_dl_device device;
      int32_t ndim;
      naja_dl_type dtype;
      int64_t* shape;
      int64_t* strides;
      uint64_t byte_offset;
    } naja_dl_tensor;
    typedef struct naja_dl_managed {
      naja_dl_tensor tensor;
      void* manager;
      void (*deleter)(struct naja_dl_managed* self);
    } naja_dl_managed;

    typedef struct naja_owed {
      struct naja_owed* next;
      PyObject* object;
      naja_dl_managed* managed;
      int has_view;
      Py_buffer view;
    } naja_owed;
    static _Atomic(naja_owed*) naja_owed_first = NULL;

    static int naja_pay(void* nothing) {
      naja_owed* list = atomic_exchange(&naja_owed_first, NULL);
      (void)nothing;
      while (list) {
        naja_owed* next = list->next;
        if (list->has_view) PyBuffer_Release(&list->view);
        if (list->managed && list->managed->deleter) list->managed->deleter(list->managed);
        Py_XDECREF(list->object);
        free(list);
        list = next;
      }
      return 0;
    }
    /* On any thread. Python's main thread pays, unless some thread of ours comes first. */
    static void naja_owe(naja_owed* owed) {
      naja_owed* first = atomic_load(&naja_owed_first);
      do owed->next = first;
      while (!atomic_compare_exchange_weak(&naja_owed_first, &first, owed));
      if (!first && Py_IsInitialized()) Py_AddPendingCall(naja_pay, NULL);
    }
    static void naja_owe_store(void* data, size_t length, void* hint) {
      (void)data; (void)length;
      naja_owe((naja_owed*)hint);
    }
    static int naja_is_owing(void) { return atomic_load_explicit(&naja_owed_first, memory_order_relaxed) != NULL; }
    """
    ctypedef struct DLTensor "naja_dl_tensor":
        void* data
        int32_t device_type "device.type"
        int32_t device_id "device.id"
        int32_t ndim
        uint8_t code "dtype.code"
        uint8_t bits "dtype.bits"
        uint16_t lanes "dtype.lanes"
        int64_t* shape
        int64_t* strides
        uint64_t byte_offset
    ctypedef struct DLManaged "naja_dl_managed":
        DLTensor tensor
        void* manager
        void (*deleter)(DLManaged* self) noexcept nogil
    ctypedef struct Owed "naja_owed":
        PyObject* object
        DLManaged* managed
        int has_view
        Py_buffer view
    void owe "naja_owe"(Owed* owed) nogil
    void owe_store "naja_owe_store"(void* data, size_t length, void* hint) noexcept nogil
    bint is_owing "naja_is_owing"() nogil
    int pay_now "naja_pay"(void* nothing)


cdef inline void pay():
    """With the GIL: gives back what JavaScript has let go of."""
    if is_owing():
        pay_now(NULL)


cdef void owe_external(napi_env env, void* data, void* hint) noexcept nogil:
    """As a finalizer of Node-API."""
    owe(<Owed*>hint)
