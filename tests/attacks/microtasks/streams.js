// Tries: streams that never end and always have something: web streams, node streams, pipelines to themselves.
// Escape: the limit does not stop them.
attempt('streams', () => {
  const endless = () =>
    new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1000));
      },
    });
  return new Response(endless().pipeThrough(new TransformStream())).text();
});
