const piece = new TextEncoder().encode('x'.repeat(1024));

function stream() {
  let count = 0;
  return new ReadableStream({
    async pull(controller) {
      await undefined;
      controller.enqueue(piece);
      if (++count === 64) controller.close();
    },
  });
}

/** What the servers of fetch handlers answer with. */
export async function handle(request) {
  if (request.url.endsWith('/echo')) return Response.json(await request.json());
  if (request.url.endsWith('/fields')) return new Response(request.headers.get('x-field-50'));
  return new Response(stream());
}
