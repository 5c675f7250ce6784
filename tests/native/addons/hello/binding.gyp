{
  'targets': [
    {
      'target_name': 'hello',
      'sources': ['hello.cpp'],
      'dependencies': ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api"],
      'cflags': ['-O1'],
    },
  ],
}
