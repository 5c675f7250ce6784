// Memory that JavaScript and Python share, in a program.
import py, { empty, gc } from 'naja:python';
import numpy from 'python:numpy';

const shared = empty([2, 3], 'float32');
shared.fill(2.5);
const array = numpy.asarray(shared);
console.log(shared.constructor.name, shared.length, array.sum(), array.dtype.name);
array.fill(1);
console.log(shared.join());

const wide = numpy.arange(4, py.kw({ dtype: 'float64' }));
const view = py.view(wide);
view[0] = 9;
console.log(wide.sum(), wide.buffer === view, wide.reshape(2, 2).buffer.join());
for (const strided of [wide.get(py.slice(undefined, undefined, 2)), numpy.zeros(2, 'complex128')]) {
  try {
    py.view(strided);
  } catch (error) {
    console.log(error.name);
  }
}

py.exec(`
import numpy
class Tensor:
    def __init__(self):
        self.array = numpy.arange(3, dtype="int32")
    def __dlpack__(self, **options):
        return self.array.__dlpack__()
    def __dlpack_device__(self):
        return (1, 0)
`);
const tensor = py.eval('Tensor()');
tensor.buffer[1] = 42;
console.log(tensor.buffer.constructor.name, tensor.array.tolist().join());

console.log(typeof gc());
try {
  empty(3, 'complex64');
} catch (error) {
  console.log(String(error));
}
