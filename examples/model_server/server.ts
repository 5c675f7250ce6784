// Trains a classifier in Python and serves it: `naja examples/model_server/server.ts [LIBRARY] [PORT]`, where LIBRARY is
// scikit_learn (pip install scikit-learn), torch or tensorflow. The numbers stay where JavaScript or the library has them.
//
//   curl -d '[[0.1, 0.2], [-0.3, 0.5]]' http://127.0.0.1:8080/predict

/** What scikit_learn.ts, torch.ts and tensorflow.ts give. */
export interface Model {
  /** Learns which points (pairs of coordinates) are of which class; the server answers meanwhile. */
  train(points: Float32Array, classes: Int32Array): Promise<void>;
  /** How probable each of the three classes is, for each point. */
  predict(points: Float32Array): Float32Array;
  /** The network's parameters; but for TensorFlow its own memory: what is written there changes the model. */
  weights(): Float32Array[];
}

/** Points on the arms of three spirals, in memory of JavaScript's. */
export function spirals(count: number): { points: Float32Array; classes: Int32Array } {
  const points = new Float32Array(count * 2);
  const classes = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const arm = i % 3;
    const along = 0.1 + (0.9 * i) / count;
    const angle = (arm * 2 * Math.PI) / 3 + along * 4 + (Math.random() - 0.5) * 0.4;
    points[2 * i] = along * Math.cos(angle);
    points[2 * i + 1] = along * Math.sin(angle);
    classes[i] = arm;
  }
  return { points, classes };
}

/** The most probable class of each point. */
function best(probabilities: Float32Array): number[] {
  return Array.from({ length: probabilities.length / 3 }, (_, i) => {
    const [a, b, c] = probabilities.subarray(3 * i, 3 * i + 3);
    return a >= b && a >= c ? 0 : b >= c ? 1 : 2;
  });
}

function accuracyOf(model: Model): number {
  const { points, classes } = spirals(300);
  return best(model.predict(points)).filter((each, i) => each === classes[i]).length / classes.length;
}

/** `[[x, y], ...]` as JSON, or pairs of 32-bit floats as they lie in memory. */
async function pointsOf(request: Request): Promise<Float32Array | undefined> {
  if (request.headers.get('content-type') === 'application/octet-stream') {
    const body = await request.arrayBuffer();
    return body.byteLength > 0 && body.byteLength % 8 === 0 ? new Float32Array(body) : undefined;
  }
  const pairs = await request.json().catch(() => undefined);
  const isPair = (each: unknown) => Array.isArray(each) && each.length === 2 && each.every(Number.isFinite);
  return Array.isArray(pairs) && pairs.length > 0 && pairs.every(isPair)
    ? new Float32Array(pairs.flat())
    : undefined;
}

async function main(library = 'scikit_learn', port = '8080'): Promise<void> {
  const { create } = await import(`./${library}.ts`);
  let model: Model = create();
  let training = false;

  async function train(): Promise<number> {
    const next: Model = create();
    const { points, classes } = spirals(900);
    training = true;
    await next.train(points, classes).finally(() => (training = false));
    model = next;
    return accuracyOf(model);
  }

  let accuracy = await train();
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: Number(port),
    idleTimeout: 0, // training takes its time
    routes: {
      '/': () => Response.json({ library, accuracy, training }),
      '/train': {
        POST: async () => {
          if (training) return new Response('In training already\n', { status: 409 });
          accuracy = await train();
          return Response.json({ accuracy });
        },
      },
      '/predict': {
        POST: async (request: Request) => {
          const points = await pointsOf(request);
          if (points === undefined) return new Response('Not a list of points\n', { status: 400 });
          const probabilities = model.predict(points);
          return request.headers.get('accept') === 'application/octet-stream'
            ? new Response(probabilities)
            : Response.json({ classes: best(probabilities) });
        },
      },
      '/weights': () => new Response(new Blob(model.weights())),
    },
    fetch: () => new Response('Nothing here\n', { status: 404 }),
  });
  console.log(`Listening on ${server.url}`);
}

if (import.meta.main) await main(...process.argv.slice(2));
