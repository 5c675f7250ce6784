// Args: shared
'use strict';
// The kernel chooses which worker accepts.
require('./serve.js');
