# Times: JavaScript's Date and Python's datetime.

cdef object epoch = None
cdef object milliseconds = None


cdef int know_dates() except -1:
    global epoch, milliseconds
    if epoch is None:
        from datetime import UTC, datetime, timedelta

        milliseconds = timedelta(milliseconds=1)
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return 0


cdef bint is_date(object value):
    """Whether it is a datetime or a date."""
    know_dates()
    return isinstance(value, type(epoch).__base__)


cdef object date_of(napi_env env, napi_value value):
    """An aware datetime in UTC, to the millisecond; a Date that Python has none for (invalid, or not in the years 1 to
    9999) stays a JSObject."""
    cdef double time = 0
    know_dates()
    napi_get_date_value(env, value, &time)
    if not (-62135596800000.0 <= time <= 253402300799999.0):
        return js_value(env, value, KIND_OBJECT)
    return epoch + milliseconds * <int64_t>time


cdef napi_value date_to_js(napi_env env, object value) except? NULL:
    """A Date of a datetime, cut to the millisecond, or of a date: midnight in UTC. Naive datetimes are local times, as
    Python's own timestamp() takes them. NULL where such a time is too near to the ends of the calendar to be in UTC."""
    cdef napi_value result = NULL
    cdef double time
    know_dates()
    if not isinstance(value, type(epoch)):
        time = (value.toordinal() - 719163) * 86400000.0
    else:
        try:
            if value.tzinfo is None or value.utcoffset() is None:
                value = value.astimezone(epoch.tzinfo)
            time = (value - epoch) // milliseconds
        except (OverflowError, ValueError, OSError):
            return NULL
    napi_create_date(env, time, &result)
    return result
