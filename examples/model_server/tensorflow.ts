import type { Model } from './server.ts';
import { to_thread } from 'python:asyncio';
import { asarray } from 'python:numpy';
import { keras } from 'python:tensorflow';
import py, { kw } from 'naja:python';

/** A neural network of Keras, on TensorFlow. */
export function create(): Model {
  const { Dense } = keras.layers;
  const network = keras.Sequential([
    keras.Input([2]),
    Dense(32, kw({ activation: 'tanh' })),
    Dense(32, kw({ activation: 'tanh' })),
    Dense(3, kw({ activation: 'softmax' })),
  ]);
  network.compile(kw({ optimizer: keras.optimizers.Adam(0.02), loss: 'sparse_categorical_crossentropy' }));
  const pairs = (points: Float32Array) => asarray(points).reshape(-1, 2);
  return {
    async train(points, classes) {
      const options = kw({ epochs: 60, batch_size: 128, verbose: 0 });
      await to_thread(network.fit, pairs(points), asarray(classes), options);
    },
    // NumPy shares JavaScript's memory; TensorFlow copies what goes into its tensors, and they may not be written to.
    predict: (points) => py.view(network(pairs(points)).numpy()),
    weights: () => network.weights.map((each) => py.view(each.numpy())),
  };
}
