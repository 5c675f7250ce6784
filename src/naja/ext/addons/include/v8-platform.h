#include "no_v8.h"
