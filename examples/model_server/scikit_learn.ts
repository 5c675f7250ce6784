import type { Model } from './server.ts';
import { to_thread } from 'python:asyncio';
import { asarray } from 'python:numpy';
import { MLPClassifier } from 'python:sklearn.neural_network';
import py, { kw } from 'naja:python';

/** A neural network of scikit-learn. */
export function create(): Model {
  const network = new MLPClassifier(kw({ hidden_layer_sizes: [32, 32], max_iter: 500, tol: 1e-3 }));
  return {
    async train(points, classes) {
      // On a thread of Python's: scikit-learn computes without the GIL, and JavaScript runs without it anyway.
      await to_thread(network.fit, asarray(points).reshape(-1, 2), asarray(classes));
    },
    predict: (points) => py.view(network.predict_proba(asarray(points).reshape(-1, 2)).astype('float32')),
    weights: () => [...network.coefs_, ...network.intercepts_].map((each) => py.view(each)),
  };
}
