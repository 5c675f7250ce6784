// JavaScript that comes with the plugin, and uses its Python.
import { shout } from 'shout:';

export default function greet(name) {
  return shout(`hello ${name}`);
}
