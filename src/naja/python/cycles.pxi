# Garbage that goes through both heaps.
#
# A JavaScript value in Python is a root of V8's, and what has a proxy has a reference in Python. What refers to itself that
# way is kept by nothing else, and neither collector can know. collect_cycles counts as Python's own does: from how often
# each object is referred to it takes what other objects refer to, and what proxies do. What is left with nothing is alive
# only if JavaScript has a way to it: V8 is told, for one collection, what these objects refer to (naja_collect), and the
# handles among them are weak meanwhile. Where an object of Python's says nothing to the collector, or something else than a
# proxy holds it, it counts as in use.

cdef extern from *:
    """
    #include <stdlib.h>
    /* All objects that Python's collector knows, and what refers to what. */
    typedef struct naja_objects {
      PyObject** objects;
      size_t count;
      uint32_t* places; /* by address: number + 1 */
      size_t mask;
      Py_ssize_t* references; /* those that nobody has accounted for yet */
      uint8_t* marks;
      uint32_t* stack;
      uint32_t *from, *to; /* between what is not alive */
      size_t edges, room;
      uint32_t current;
      int failed;
    } naja_objects;
    enum { NAJA_ALIVE = 1, NAJA_NEEDED = 2 };

    static uint32_t naja_objects_find(naja_objects* all, void* object) {
      size_t at = ((size_t)object >> 4) * 0x9e3779b97f4a7c15u >> 24 & all->mask;
      for (; all->places[at]; at = (at + 1) & all->mask)
        if ((void*)all->objects[all->places[at] - 1] == object) return all->places[at];
      return 0;
    }
    static int naja_objects_subtract(PyObject* object, void* all) {
      uint32_t found = naja_objects_find((naja_objects*)all, object);
      if (found) ((naja_objects*)all)->references[found - 1]--;
      return 0;
    }
    static int naja_objects_reached(PyObject* object, void* data) {
      naja_objects* all = (naja_objects*)data;
      uint32_t found = naja_objects_find(all, object);
      if (!found || all->marks[found - 1]) return 0;
      all->marks[found - 1] = NAJA_ALIVE;
      all->stack[all->edges++] = found - 1;
      return 0;
    }
    static int naja_objects_edge(PyObject* object, void* data) {
      naja_objects* all = (naja_objects*)data;
      uint32_t found = naja_objects_find(all, object);
      if (!found || all->marks[found - 1] == NAJA_ALIVE) return 0;
      if (all->edges == all->room) {
        size_t room = all->room * 2 + 1024;
        uint32_t* from = (uint32_t*)realloc(all->from, room * sizeof(uint32_t));
        if (from) all->from = from;
        uint32_t* to = (uint32_t*)realloc(all->to, room * sizeof(uint32_t));
        if (to) all->to = to;
        if (!from || !to) return all->failed = 1;
        all->room = room;
      }
      all->from[all->edges] = all->current;
      all->to[all->edges++] = found - 1;
      return 0;
    }
    static void naja_objects_traverse(naja_objects* all, size_t i, visitproc visit) {
      PyObject* object = all->objects[i];
      traverseproc traverse = Py_TYPE(object)->tp_traverse;
      if (traverse) traverse(object, visit, all);
    }

    /* `list`: of all objects, which it refers to itself. False: no memory. */
    static int naja_objects_begin(naja_objects* all, PyObject* list) {
      size_t room = 1024;
      memset(all, 0, sizeof *all);
      all->objects = ((PyListObject*)list)->ob_item;
      all->count = (size_t)PyList_GET_SIZE(list);
      if (all->count >= 0xffffffff) return 0;
      while (room < all->count * 2) room *= 2;
      all->mask = room - 1;
      all->places = (uint32_t*)calloc(room, sizeof(uint32_t));
      all->references = (Py_ssize_t*)malloc((all->count + 1) * sizeof(Py_ssize_t));
      all->marks = (uint8_t*)calloc(all->count + 1, 1);
      all->stack = (uint32_t*)malloc((all->count + 1) * sizeof(uint32_t));
      if (!all->places || !all->references || !all->marks || !all->stack) return 0;
      for (size_t i = 0; i < all->count; i++) {
        size_t at = ((size_t)all->objects[i] >> 4) * 0x9e3779b97f4a7c15u >> 24 & all->mask;
        while (all->places[at]) at = (at + 1) & all->mask;
        all->places[at] = (uint32_t)i + 1;
        all->references[i] = Py_REFCNT(all->objects[i]) - 1;
      }
      for (size_t i = 0; i < all->count; i++) naja_objects_traverse(all, i, naja_objects_subtract);
      return 1;
    }
    /* Marks what something unaccounted for refers to, and all that is reached from there. */
    static void naja_objects_mark(naja_objects* all) {
      all->edges = 0; /* as the height of the stack */
      for (size_t i = 0; i < all->count; i++) {
        if (all->references[i] <= 0 || all->marks[i]) continue;
        all->marks[i] = NAJA_ALIVE;
        all->stack[all->edges++] = (uint32_t)i;
        while (all->edges) naja_objects_traverse(all, all->stack[--all->edges], naja_objects_reached);
      }
    }
    /* What the others refer to among themselves. */
    static int naja_objects_connect(naja_objects* all) {
      all->edges = 0;
      for (size_t i = 0; i < all->count && !all->failed; i++) {
        if (all->marks[i]) continue;
        all->current = (uint32_t)i;
        naja_objects_traverse(all, i, naja_objects_edge);
      }
      return !all->failed;
    }
    /* Leaves only what leads to a node that is marked as needed; nodes get new numbers (`places`), from 0 on. */
    static int naja_objects_prune(naja_objects* all, size_t* nodes) {
      uint32_t* first = (uint32_t*)calloc(all->count + 1, sizeof(uint32_t));
      uint32_t* next = (uint32_t*)malloc((all->edges + 1) * sizeof(uint32_t));
      size_t height = 0, kept = 0;
      if (!first || !next) {
        free(first);
        free(next);
        return 0;
      }
      for (size_t e = 0; e < all->edges; e++) {
        next[e] = first[all->to[e]];
        first[all->to[e]] = (uint32_t)e + 1;
      }
      for (size_t i = 0; i < all->count; i++)
        if (all->marks[i] == NAJA_NEEDED) all->stack[height++] = (uint32_t)i;
      while (height) {
        uint32_t node = all->stack[--height];
        for (uint32_t e = first[node]; e; e = next[e - 1]) {
          if (all->marks[all->from[e - 1]]) continue;
          all->marks[all->from[e - 1]] = NAJA_NEEDED;
          all->stack[height++] = all->from[e - 1];
        }
      }
      free(first);
      free(next);
      *nodes = 0;
      for (size_t i = 0; i < all->count; i++)
        if (all->marks[i] == NAJA_NEEDED) all->stack[i] = (uint32_t)(*nodes)++;
      for (size_t e = 0; e < all->edges; e++) {
        if (all->marks[all->from[e]] != NAJA_NEEDED || all->marks[all->to[e]] != NAJA_NEEDED) continue;
        all->from[kept] = all->stack[all->from[e]];
        all->to[kept++] = all->stack[all->to[e]];
      }
      all->edges = kept;
      return 1;
    }
    static void naja_objects_end(naja_objects* all) {
      free(all->places);
      free(all->references);
      free(all->marks);
      free(all->stack);
      free(all->from);
      free(all->to);
    }
    """
    ctypedef struct Objects "naja_objects":
        PyObject** objects
        size_t count
        uint8_t* marks
        uint32_t* stack       # after naja_objects_prune: the new numbers
        Py_ssize_t* references
        uint32_t* sources "from"
        uint32_t* targets "to"
        size_t edges
    uint32_t naja_objects_find(Objects* all, const void* object) nogil
    bint naja_objects_begin(Objects* all, object everything)
    void naja_objects_mark(Objects* all)
    bint naja_objects_connect(Objects* all)
    bint naja_objects_prune(Objects* all, size_t* nodes)
    void naja_objects_end(Objects* all)
    uint8_t NAJA_NEEDED

cdef int collections_due = 0  # environments that are to be looked at; with the GIL


cdef struct Proxied:
    napi_env env
    Objects* all
    Live* live
    const void** pointers  # of what is behind proxies and leads to a handle; NULL: only counted
    uint32_t* nodes
    size_t count


cdef void proxy_counts(void* data, const void* pointer) noexcept nogil:
    """The reference of a proxy is accounted for."""
    cdef Proxied* proxied = <Proxied*>data
    cdef uint32_t found = naja_objects_find(proxied.all, pointer)
    if found:
        proxied.all.references[found - 1] -= 1


cdef void proxy_leads(void* data, const void* pointer) noexcept nogil:
    cdef Proxied* proxied = <Proxied*>data
    cdef uint32_t found = naja_objects_find(proxied.all, pointer)
    if not found or proxied.all.marks[found - 1] != NAJA_NEEDED:
        return
    if proxied.pointers != NULL:
        proxied.pointers[proxied.count] = pointer
        proxied.nodes[proxied.count] = proxied.all.stack[found - 1]
    proxied.count += 1


cdef napi_value proxy_for(void* data, const void* pointer) noexcept nogil:
    cdef Proxied* proxied = <Proxied*>data
    cdef napi_value found = naja_known_object(proxied.env, pointer)
    if found == NULL and proxied.live != NULL:
        found = naja_foreign_find(proxied.live.table, pointer)
    return found


cdef void each_proxy(napi_env env, Proxied* proxied, naja_pointer_fn call) noexcept nogil:
    if proxied.live != NULL:
        naja_foreign_each(proxied.live.table, call, proxied)
    naja_known_each(env, call, proxied)


cdef struct Collection:
    napi_env env
    naja_graph* graph
    bint done


cdef void collect_within(void* data) noexcept nogil:
    cdef Collection* collection = <Collection*>data
    collection.done = naja_collect(collection.env, collection.graph)


cdef Py_ssize_t collect_cycles(Environment environment) except -1:
    """Within a stay: lets go of what is alive for nothing but itself, through both heaps. How many handles that were."""
    cdef Objects all
    cdef Proxied proxied
    cdef naja_graph graph
    cdef Collection collection
    cdef napi_env env = environment.env
    cdef size_t i, held = 0
    cdef uint32_t* holders = NULL
    cdef Py_ssize_t released = 0
    cdef JSValue value
    from gc import get_objects

    everything = get_objects()
    memset(&graph, 0, sizeof(graph))
    memset(&proxied, 0, sizeof(proxied))
    proxied.env = env
    proxied.all = &all
    proxied.live = <Live*>naja_foreign_owner(env)
    try:
        if not naja_objects_begin(&all, everything):
            raise MemoryError
        each_proxy(env, &proxied, proxy_counts)
        naja_objects_mark(&all)
        for i in range(all.count):
            if not all.marks[i] and is_handle_of(environment, <object>all.objects[i]):
                held += 1
        if held == 0:
            return 0
        graph.handles = <napi_value**>malloc(held * sizeof(napi_value*))
        holders = <uint32_t*>malloc(held * sizeof(uint32_t))
        if graph.handles == NULL or holders == NULL or not naja_objects_connect(&all):
            raise MemoryError
        for i in range(all.count):
            if not all.marks[i] and is_handle_of(environment, <object>all.objects[i]):
                value = <JSValue>all.objects[i]
                graph.handles[graph.held] = &value.held
                holders[graph.held] = <uint32_t>i
                graph.held += 1
        for i in range(graph.held):
            all.marks[holders[i]] = NAJA_NEEDED
        if not naja_objects_prune(&all, &graph.nodes):
            raise MemoryError
        for i in range(graph.held):
            holders[i] = all.stack[holders[i]]
        each_proxy(env, &proxied, proxy_leads)
        proxied.pointers = <const void**>malloc((proxied.count + 1) * sizeof(void*))
        proxied.nodes = <uint32_t*>malloc((proxied.count + 1) * sizeof(uint32_t))
        if proxied.pointers == NULL or proxied.nodes == NULL:
            raise MemoryError
        proxied.count = 0
        each_proxy(env, &proxied, proxy_leads)
        graph.holders = holders
        graph.sources = all.sources
        graph.targets = all.targets
        graph.edges = all.edges
        graph.pointers = proxied.pointers
        graph.keeps = proxied.nodes
        graph.kept = proxied.count
        graph.owner = &proxied
        graph.keeper = proxy_for
        collection.env = env
        collection.graph = &graph
        collection.done = False
        if environment.thread != 0:
            collect_within(&collection)
        elif not naja_guarded(env, collect_within, &collection):
            python_enter()
            raise interruption_of(environment)
        for i in range(graph.held):
            if graph.handles[i][0] == NULL:
                released += 1
        environment.handles -= released
    finally:
        naja_objects_end(&all)
        free(graph.handles)
        free(holders)
        free(proxied.pointers)
        free(proxied.nodes)
    del everything
    if proxied.live != NULL:
        drop(proxied.live)
    return released


cdef inline bint is_handle_of(Environment environment, object value):
    return isinstance(value, JSValue) and (<JSValue>value).environment is environment and (<JSValue>value).held != NULL


cdef bint can_collect(Environment environment):
    """Whether this thread may enter it now."""
    cdef unsigned long me = PyThread_get_thread_ident()
    if environment.env == NULL or naja_is_stopping(environment.env):
        return False
    if environment.thread != 0:
        return environment.thread == me
    return environment.forks == naja_forks and environment.ended is None and not environment.no_turns and \
        environment.turn_of in (0, me)


def gc() -> int:
    """Collects the garbage of Python and of the runtimes that this thread can enter now, with what refers to itself
    through both: JavaScript that holds a Python object which holds that JavaScript. Such cycles are found without being asked
    for only once there are many. How many JavaScript values Python has let go of that nothing else used."""
    cdef Turn turn
    cdef Environment environment
    cdef Py_ssize_t released = 0
    import gc as collector

    collector.collect()
    for each in [each for each in collector.get_objects() if type(each) is Environment]:
        environment = each
        if not can_collect(environment):
            continue
        environment_enter(environment, &turn)
        try:
            released += collect_cycles(environment)
            if environment.turns == 1:
                javascript_enter()
                naja_pump(environment.env)  # finalizers
                javascript_leave()
        finally:
            environment_leave(environment, &turn)
    collector.collect()
    return released


cdef void count_handle(Environment environment) noexcept:
    """There are as many handles as made it worth while to look."""
    global collections_due
    cdef Live* live = <Live*>naja_foreign_owner(environment.env)
    cdef size_t proxies = naja_known_count(environment.env)
    if live != NULL:
        proxies += naja_foreign_count(live.table)
    if proxies * 100 >= environment.handles:
        environment.is_due = True
        collections_due += 1
    environment.many = environment.handles * 2


cdef void collect_due(Environment environment) noexcept:
    """Within a stay, where it is safe."""
    global collections_due
    environment.is_due = False
    collections_due -= 1
    try:
        if not naja_is_stopping(environment.env):
            collect_cycles(environment)
    except BaseException:
        pass  # there was no memory for it
    environment.many = max(<size_t>MANY_HANDLES, environment.handles * 2)


cdef void collect_here(Live* live) noexcept:
    """After a call of Python by JavaScript."""
    cdef Environment environment = known_environment(live.env)
    if environment is not None and environment.is_due and environment.thread != 0:
        collect_due(environment)
