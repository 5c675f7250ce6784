console.log('not a test file');
