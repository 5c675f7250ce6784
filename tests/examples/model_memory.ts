// Whether a model of examples/model_server/ works on JavaScript's memory, and JavaScript on its: prints what the test wants.
import { ptr } from 'bun:ffi';
import py from 'naja:python';

const [, , folder, library] = process.argv;
const { create } = await import(`${folder}/${library}.ts`);

// Has Python note which memory its library is given.
const spies: Record<string, string> = {
  scikit_learn: `
import sklearn.neural_network as module
def spied(method):
    def spy(self, points, classes=None):
        seen.append(points.ctypes.data)
        if classes is not None:
            seen.append(classes.ctypes.data)
        return method(self, points) if classes is None else method(self, points, classes)
    return spy
for name in ("fit", "predict_proba"):
    setattr(module.MLPClassifier, name, spied(getattr(module.MLPClassifier, name)))`,
  torch: `
import torch
frombuffer = torch.frombuffer
def spy(memory, **options):
    tensor = frombuffer(memory, **options)
    seen.append(tensor.data_ptr())
    return tensor
torch.frombuffer = spy`,
};
const { seen } = py.exec(`seen = []${spies[library]}`);

const points = Float32Array.from({ length: 120 }, (_, i) => Math.sin(i));
const classes = Int32Array.from({ length: 60 }, (_, i) => i % 3);
const model = create();
await model.train(points, classes);
const given = new Float32Array(points.buffer, 8, 4);
const before = model.predict(given);
console.log('given', String([...seen]) === String([points, classes, given].map((each) => ptr(each))));

const [first, again] = [model.weights(), model.weights()];
console.log(
  'weights',
  first.every((each, i) => ptr(each) === ptr(again[i])),
);
for (const each of first) each.fill(0);
console.log(
  'before',
  before.length,
  before.every((each) => Math.abs(each - 1 / 3) < 1e-6),
);
console.log(
  'after',
  model.predict(given).every((each) => Math.abs(each - 1 / 3) < 1e-6),
);
