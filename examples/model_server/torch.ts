import type { Model } from './server.ts';
import { setImmediate } from 'node:timers/promises';
import torch, { nn } from 'python:torch';
import py, { kw } from 'naja:python';

/** A neural network of PyTorch, and the loop that trains it in TypeScript. */
export function create(): Model {
  const network = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 3));
  const pairs = (points: Float32Array) => torch.frombuffer(points, kw({ dtype: torch.float32 })).view(-1, 2);
  return {
    async train(points, classes) {
      const inputs = pairs(points);
      const wanted = torch.frombuffer(classes, kw({ dtype: torch.int32 })).long();
      const optimizer = torch.optim.Adam(network.parameters(), kw({ lr: 0.02 }));
      for (let epoch = 0; epoch < 200; epoch++) {
        optimizer.zero_grad();
        nn.functional.cross_entropy(network(inputs), wanted).backward();
        optimizer.step();
        await setImmediate(); // the server answers
      }
    },
    predict: (points) => py.view(network(pairs(points)).softmax(1).detach()),
    weights: () => [...network.parameters()].map((each) => py.view(each.detach())),
  };
}
