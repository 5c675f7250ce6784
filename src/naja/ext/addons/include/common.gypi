# What node-gyp puts before every addon's binding.gyp: the compiler's flags, and the variables that binding.gyp files
# in the wild look at. Addons see the flags that Node.js gives them: C++20, no exceptions or RTTI unless asked for.
{
  'variables': {
    'asan%': 0,
    'clang%': 0,
    'component%': 'static_library',
    'coverage%': 'false',
    'enable_lto%': 'false',
    'error_on_warn%': 'false',
    'host_arch%': 'x64',
    'library%': 'static_library',
    'llvm_version%': '0.0',
    'node_module_version%': '147',
    'node_shared%': 'false',
    'node_tag%': '',
    'openssl_fips%': '',
    'python%': 'python3',
    'target_arch%': 'x64',
    'ubsan%': 0,
    'uv_library%': 'shared_library',
    'v8_enable_inspector%': 0,
    'visibility%': 'hidden',
    'want_separate_host_toolset%': 0,
  },
  'target_defaults': {
    'default_configuration': 'Release',
    'configurations': {
      'Debug': {
        'defines': ['DEBUG', '_DEBUG'],
        'cflags': ['-g', '-O0'],
      },
      'Release': {
        'cflags': ['-O3', '-fno-omit-frame-pointer'],
      },
    },
    'conditions': [
      ['OS in "linux freebsd openbsd solaris"', {
        'cflags': ['-pthread'],
        'ldflags': ['-pthread'],
        'libraries': ['-lm'],
      }],
      ['OS != "win"', {
        'cflags': ['-Wall', '-Wextra', '-Wno-unused-parameter'],
        'cflags_cc': ['-fno-rtti', '-fno-exceptions', '-fno-strict-aliasing', '-std=gnu++20'],
        'target_conditions': [
          ['_type == "static_library"', {'standalone_static_library': 1}],
        ],
      }],
      ['OS == "linux" and target_arch == "x64"', {
        'cflags': ['-m64'],
        'ldflags': ['-m64'],
      }],
    ],
  },
}
