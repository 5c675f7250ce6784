'use strict';

/**
 * Decorators of ECMAScript (https://github.com/tc39/proposal-decorators), which V8 does not run: classes that have
 * some are rewritten to call the helper in `decorators_helper`. The source is what oxc-transform printed.
 *
 *   @c class A { @d x = 1; @d m() {} }
 * becomes, on the same lines,
 *   let A = (($d) => $d.end(class A { static { $d.start(this); } #$d = $d.instance(this);
 *     x = $d.init(0, this, 1); #$d0 = $d.after(0, this); m() {} }))($decorators("A", [c], [[...], [...]]));
 */

const { helper } = require('modules/typescript/decorators_helper');
const { tokenize } = require('modules/typescript/tokens');

const MODIFIERS = new Set(['static', 'async', 'get', 'set', 'accessor']);
const ENDS_NAME = new Set(['(', '=', ';', '}']);

class Rewriter {
  #code;
  #tokens;
  /** {start, end, text}, none of which overlap */
  #edits = [];
  #count = 0;

  constructor(code) {
    this.#code = code;
    this.#tokens = tokenize(code);
  }

  #text(from, to) {
    return this.#code.slice(this.#tokens[from].start, this.#tokens[to].end);
  }

  #is(index, text) {
    return this.#tokens[index]?.text === text && this.#tokens[index].kind !== 'string';
  }

  #edit(start, end, text) {
    this.#edits.push({ start, end, text, order: this.#edits.length });
  }

  /** Takes text away, all but its line breaks. */
  #remove(start, end) {
    this.#edit(start, end, this.#code.slice(start, end).replace(/[^\n]+/g, ''));
  }

  #fail(message) {
    throw new SyntaxError(`${message} are not run yet`);
  }

  run() {
    let index = 0;
    while (index < this.#tokens.length) index = this.#step(index);
    if (this.#count === 0) return undefined;
    const edits = this.#edits.sort((a, b) => a.start - b.start || a.order - b.order);
    let result = '';
    let at = 0;
    for (const { start, end, text } of edits) {
      if (start < at) this.#fail('Decorators inside the arguments of decorators');
      result += this.#code.slice(at, start) + text;
      at = end;
    }
    return result + this.#code.slice(at);
  }

  #step(index) {
    if (this.#is(index, '@')) return this.#decoratedClass(index);
    const isClass = this.#is(index, 'class') && !this.#is(index - 1, '.') && !this.#is(index + 1, ':');
    return isClass && !this.#is(index + 1, '(') ? this.#class(index, index - 1, []) : index + 1;
  }

  /** Decorators one after another: the index behind, and their expressions. */
  #decorators(from) {
    const list = [];
    let index = from;
    while (this.#is(index, '@')) {
      const start = ++index;
      if (this.#is(index, '(')) {
        index = this.#tokens[index].pair + 1;
      } else {
        index++;
        while (this.#is(index, '.')) index += 2;
        if (this.#is(index, '(')) index = this.#tokens[index].pair + 1;
      }
      list.push(this.#text(start, index - 1));
    }
    return { next: index, list };
  }

  #decoratedClass(from) {
    const { next, list } = this.#decorators(from);
    this.#remove(this.#tokens[from].start, this.#tokens[next - 1].end);
    let index = next;
    while (this.#is(index, 'export') || this.#is(index, 'default')) index++;
    if (!this.#is(index, 'class')) return index;
    // The word before the class: `export` may stand before or behind the decorators.
    return this.#class(index, index === next ? from - 1 : index - 1, list);
  }

  /** A class; `before` is the token before it and its decorators, `list`. */
  #class(at, before, list) {
    let index = at + 1;
    let name;
    if (this.#tokens[index].kind === 'word' && !this.#is(index, 'extends')) name = this.#tokens[index++].text;
    while (!this.#is(index, '{')) {
      const { pair } = this.#tokens[index];
      index = pair > index ? pair + 1 : index + 1;
    }
    const open = index;
    const close = this.#tokens[open].pair;
    const members = this.#members(open, close);
    if (list.length === 0 && members.every((member) => member.list.length === 0 && !member.isAccessor)) {
      return open + 1; // Nested classes may have some.
    }
    const d = `$d${this.#count++}`;
    let hint = name;
    if (name === undefined && this.#is(before, '=') && this.#tokens[before - 1]?.kind === 'word') {
      hint = this.#tokens[before - 1].text;
    }
    members.forEach((member, n) => {
      member.index = n;
    });
    const entries = members.map((member) => this.#member(member, d));
    const instance = members.some((member) => !member.isStatic) ? ` #${d} = ${d}.instance(this);` : '';
    this.#edit(this.#tokens[open].end, this.#tokens[open].end, ` static { ${d}.start(this); }${instance}`);
    this.#edit(this.#tokens[close].start, this.#tokens[close].start, ` static { ${d}.finish(this); } `);
    this.#wrap({ at, close, before, name, hint, d, list, entries });
    for (const { start, end } of members.flatMap((member) => member.inner)) {
      for (let i = start; i < end;) i = this.#step(i);
    }
    return close + 1;
  }

  /** Puts the class into the call that makes it. */
  #wrap({ at, close, before, name, hint, d, list, entries }) {
    const isDefault = this.#is(before, 'default');
    const isStatement =
      name !== undefined && (isDefault || this.#is(before, 'export') || this.#startsStatement(before));
    const make = `((${d}) => ${d}.end(`;
    const factory = `))($decorators(${JSON.stringify(hint ?? '')}, [${list.join(', ')}], [${entries.join(', ')}]))`;
    const classStart = this.#tokens[at].start;
    const classEnd = this.#tokens[close].end;
    if (isStatement && isDefault) {
      this.#remove(this.#tokens[before - 1].start, this.#tokens[before].end);
      this.#edit(classStart, classStart, `let ${name} = ${make}`);
      this.#edit(classEnd, classEnd, `${factory}; export { ${name} as default };`);
    } else if (isStatement) {
      this.#edit(classStart, classStart, `let ${name} = ${make}`);
      this.#edit(classEnd, classEnd, `${factory};`);
    } else {
      this.#edit(classStart, classStart, make);
      this.#edit(classEnd, classEnd, isDefault ? `${factory};` : factory);
    }
  }

  /** Whether a class behind a token is a declaration rather than an expression. */
  #startsStatement(index) {
    const before = this.#tokens[index];
    if (before === undefined) return true;
    if (before.kind !== 'punctuator') return before.text === 'else' || before.text === 'do';
    // After `{` of a block, not of an object, where a class cannot follow at once.
    return [';', '{', '}'].includes(before.text) || (before.text === ')' && this.#isControl(before.pair));
  }

  #isControl(open) {
    return ['if', 'for', 'while'].includes(this.#tokens[open - 1]?.text);
  }

  /** The members of a class that matter: those with decorators, and `accessor`s. */
  #members(open, close) {
    const found = [];
    let index = open + 1;
    while (index < close) {
      if (this.#is(index, ';')) {
        index++;
        continue;
      }
      const from = index;
      const { next, list } = this.#decorators(index);
      index = next;
      const member = {
        list,
        isStatic: false,
        kind: 'field',
        isAccessor: false,
        inner: [],
        from,
        decoratorsEnd: next,
      };
      while (MODIFIERS.has(this.#tokens[index].text) && !ENDS_NAME.has(this.#tokens[index + 1].text)) {
        const { text } = this.#tokens[index];
        if (text === 'static') member.isStatic = true;
        if (text === 'get') member.kind = 'getter';
        if (text === 'set') member.kind = 'setter';
        if (text === 'accessor')
          Object.assign(member, { isAccessor: true, kind: 'accessor', accessorAt: index });
        index++;
        if (text === 'static' && this.#is(index, '{')) break;
      }
      if (member.isStatic && this.#is(index, '{')) {
        const { pair } = this.#tokens[index];
        found.push({ ...member, kind: 'block', inner: [{ start: index + 1, end: pair }] });
        index = pair + 1;
        continue;
      }
      if (this.#is(index, '*')) index++;
      member.key = index;
      member.keyEnd = this.#is(index, '[') ? this.#tokens[index].pair : index;
      index = member.keyEnd + 1;
      if (this.#is(index, '(')) {
        if (member.kind === 'field') member.kind = 'method';
        const params = this.#tokens[index].pair;
        const body = this.#tokens[params + 1].pair;
        member.inner = [{ start: index, end: body }];
        index = body + 1;
      } else {
        member.value = this.#is(index, '=') ? index + 1 : -1;
        while (index < close && !this.#is(index, ';')) {
          const { pair } = this.#tokens[index];
          index = pair > index ? pair + 1 : index + 1;
        }
        member.valueEnd = index - 1;
        member.semicolon = index;
        if (member.value !== -1) member.inner = [{ start: member.value, end: index }];
      }
      found.push(member);
    }
    return found;
  }

  /** Rewrites a member; what the helper has to know of it. */
  #member(member, d) {
    const { list, kind, isStatic, key, keyEnd, index: n } = member;
    if (list.length === 0 && !member.isAccessor) return 'null';
    const isPrivate = this.#tokens[key].text[0] === '#' && this.#tokens[key].kind === 'word';
    if (isPrivate && list.length > 0 && kind !== 'field')
      this.#fail('Decorators of private methods and accessors');
    if (list.length > 0)
      this.#remove(this.#tokens[member.from].start, this.#tokens[member.decoratorsEnd - 1].end);
    let name = JSON.stringify(this.#tokens[key].text);
    if (this.#tokens[key].kind === 'string' || this.#tokens[key].kind === 'number')
      name = this.#tokens[key].text;
    const isComputed = this.#is(key, '[');
    if (isComputed && list.length > 0) {
      name = 'undefined';
      this.#edit(this.#tokens[key].end, this.#tokens[key].end, `${d}.key(${n}, `);
      this.#edit(this.#tokens[keyEnd].start, this.#tokens[keyEnd].start, ')');
    }
    if (kind === 'field') this.#field(member, d);
    if (kind === 'accessor') this.#accessor(member, d);
    return `[${JSON.stringify(kind)}, ${isStatic}, ${isPrivate}, ${name}, [${list.join(', ')}]]`;
  }

  /** The initial value of a field goes through its decorators. */
  #field(member, d) {
    const { index: n, value, valueEnd, keyEnd, semicolon, isStatic } = member;
    if (value === -1) {
      const { end } = this.#tokens[keyEnd];
      this.#edit(end, end, ` = ${d}.init(${n}, this, undefined)`);
    } else {
      this.#edit(this.#tokens[value].start, this.#tokens[value].start, `${d}.init(${n}, this, `);
      this.#edit(this.#tokens[valueEnd].end, this.#tokens[valueEnd].end, ')');
    }
    const after = isStatic ? ` static { ${d}.after(${n}, this); }` : ` #${d}_${n} = ${d}.after(${n}, this);`;
    const place = this.#is(semicolon, ';') ? this.#tokens[semicolon].end : this.#tokens[valueEnd].end;
    this.#edit(place, place, this.#is(semicolon, ';') ? after : `;${after}`);
  }

  /** `accessor x = 1;` is a private field with a getter and a setter. */
  #accessor(member, d) {
    const { index: n, key, keyEnd, isStatic, accessorAt, list } = member;
    if (this.#is(key, '[') && list.length === 0) this.#fail('Accessors with computed names');
    const storage = `#${d}_a${n}`;
    const shown = this.#is(key, '[') ? `[${d}.keyOf(${n})]` : this.#text(key, keyEnd);
    const prefix = isStatic ? 'static ' : '';
    const { start } = this.#tokens[accessorAt];
    if (this.#is(key, '[')) {
      // The key is evaluated where it stands, by a getter that is replaced at once.
      this.#edit(start, this.#tokens[accessorAt].end, 'get');
      const { end } = this.#tokens[keyEnd];
      this.#edit(
        end,
        end,
        `() {} ${prefix}get ${shown}() { return this.${storage}; } ${prefix}set ${shown}(value) { this.${storage} = value; } ${prefix}${storage}`,
      );
    } else {
      this.#edit(
        start,
        this.#tokens[keyEnd].end,
        `get ${shown}() { return this.${storage}; } ${prefix}set ${shown}(value) { this.${storage} = value; } ${prefix}${storage}`,
      );
    }
    this.#field(member, d);
  }
}

/**
 * Rewrites decorators, if the code has any.
 * @param {string} code JavaScript
 * @param {{mappings: string}} map its source map, which is kept true to the line
 * @throws SyntaxError for what cannot be rewritten
 */
function lower(code, map) {
  const result = new Rewriter(code).run();
  if (result === undefined) return { code, map };
  return { code: `${helper}\n${result}`, map: { ...map, mappings: `;${map.mappings}` } };
}

module.exports = { lower };
