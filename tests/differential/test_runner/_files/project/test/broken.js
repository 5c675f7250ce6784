console.error('on its way');
throw new Error('while loading');
