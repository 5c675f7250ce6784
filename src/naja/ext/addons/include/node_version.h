/* Which Node.js an addon may take Naja for, and which Naja it is. */
#ifndef NAJA_NODE_VERSION_H_
#define NAJA_NODE_VERSION_H_

#define NAJA_MAJOR_VERSION 0
#define NAJA_MINOR_VERSION 1
#define NAJA_PATCH_VERSION 0

#define NODE_MAJOR_VERSION 26
#define NODE_MINOR_VERSION 10
#define NODE_PATCH_VERSION 0
#define NODE_VERSION_IS_LTS 0
#define NODE_VERSION_LTS_CODENAME ""
#define NODE_VERSION_IS_RELEASE 1
#define NODE_RELEASE "node"
#define NODE_TAG ""

#ifndef NODE_STRINGIFY
#define NODE_STRINGIFY(n) NODE_STRINGIFY_HELPER(n)
#define NODE_STRINGIFY_HELPER(n) #n
#endif

#define NODE_VERSION_STRING          \
  NODE_STRINGIFY(NODE_MAJOR_VERSION) \
  "." NODE_STRINGIFY(NODE_MINOR_VERSION) "." NODE_STRINGIFY(NODE_PATCH_VERSION)
#define NODE_EXE_VERSION NODE_VERSION_STRING
#define NODE_VERSION "v" NODE_VERSION_STRING

/* Whether it is at least this version of Node.js. */
#define NODE_VERSION_AT_LEAST(major, minor, patch) \
  ((NODE_MAJOR_VERSION > (major)) ||               \
   (NODE_MAJOR_VERSION == (major) &&               \
    (NODE_MINOR_VERSION > (minor) || (NODE_MINOR_VERSION == (minor) && NODE_PATCH_VERSION >= (patch)))))

#define NODE_MODULE_VERSION 147
#define NODE_API_SUPPORTED_VERSION_MIN 1
#define NODE_API_SUPPORTED_VERSION_MAX 10
#define NODE_API_DEFAULT_MODULE_API_VERSION 8

#endif
