console.log('no tests at all');
