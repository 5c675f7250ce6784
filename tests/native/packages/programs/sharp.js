'use strict';

// Pictures: made, resized, converted, composed, streamed, many side by side; broken ones are refused.

const fs = require('node:fs');
const path = require('node:path');
const crypto = require('node:crypto');
const { Readable, Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const sharp = require('sharp');

const digest = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const at = (name) => path.join(process.cwd(), name);
const brief = ({ format, width, height, channels, space, depth, hasAlpha, density, size, pages }) =>
  Object.values({ format, width, height, channels, space, depth, hasAlpha, density, size, pages }).join(' ');

/** A picture with no two rows alike, from numbers alone. */
function noise(width, height, channels = 3) {
  const pixels = Buffer.alloc(width * height * channels);
  let seed = 1;
  for (let i = 0; i < pixels.length; i++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    pixels[i] = (i / channels / width + (seed >> 20)) & 255;
  }
  return sharp(pixels, { raw: { width, height, channels } });
}

async function formats() {
  const png = await noise(120, 80, 4).png().toBuffer();
  console.log(png.length, digest(png), Buffer.isBuffer(png));
  for (const [name, options] of [
    ['jpeg', { quality: 60 }],
    ['webp', { lossless: true }],
    ['avif', { effort: 0, quality: 40 }],
    ['gif', {}],
    ['tiff', { compression: 'lzw' }],
  ]) {
    const { data, info } = await sharp(png)[name](options).toBuffer({ resolveWithObject: true });
    console.log(name, info, digest(data), brief(await sharp(data).metadata()));
  }
  const { data, info } = await sharp(png).resize(10, 10).raw().toBuffer({ resolveWithObject: true });
  console.log(info, digest(data));
}

async function operations() {
  const png = await noise(100, 60, 4).png().toBuffer();
  for (const fit of ['cover', 'contain', 'fill', 'inside', 'outside']) {
    const { data, info } = await sharp(png)
      .resize({ width: 40, height: 40, fit, background: '#0f08' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    console.log(fit, info.width, info.height, digest(data));
  }
  const chain = sharp(png)
    .rotate(90)
    .flip()
    .extract({ left: 5, top: 5, width: 20, height: 30 })
    .blur(2)
    .sharpen()
    .gamma()
    .negate({ alpha: false })
    .modulate({ hue: 40, saturation: 2 })
    .tint('red')
    .grayscale()
    .extend({ top: 2, left: 3, background: 'blue' });
  console.log(digest(await chain.clone().png().toBuffer()), digest(await chain.raw().toBuffer()));
  const svg = Buffer.from(
    '<svg width="50" height="50"><rect width="50" height="50" fill="red"/><circle cx="25" cy="25" r="20" fill="lime" opacity=".5"/></svg>',
  );
  const composed = await sharp(png)
    .composite([
      { input: svg, left: 10, top: 5, blend: 'multiply' },
      {
        input: { create: { width: 9, height: 9, channels: 4, background: '#00ff0080' } },
        gravity: 'southeast',
      },
      { input: svg, tile: true, blend: 'dest-in' },
    ])
    .png()
    .toBuffer();
  console.log(digest(composed), brief(await sharp(composed).metadata()));
  const stats = await sharp(png).stats();
  console.log(
    stats.channels.map((each) => [each.min, each.max, each.mean.toFixed(6)]),
    stats.isOpaque,
    stats.dominant,
  );
  console.log(
    (await sharp(png).trim().metadata()).width,
    await sharp(png).ensureAlpha(0.5).extractChannel(3).raw().toBuffer().then(digest),
  );
  console.log(
    await sharp(png)
      .withMetadata({ density: 144, exif: { IFD0: { Copyright: 'nobody' } } })
      .jpeg()
      .toBuffer()
      .then((bytes) => sharp(bytes).metadata())
      .then(({ density, exif }) => [density, exif.includes('nobody')]),
  );
}

async function files() {
  fs.writeFileSync(at('in.png'), await noise(64, 64).png().toBuffer());
  console.log(
    await sharp(at('in.png')).resize(16).toFile(at('out.jpg')),
    brief(await sharp(at('out.jpg')).metadata()),
  );
  await new Promise((resolve) =>
    sharp(at('in.png'))
      .webp()
      .toFile(at('out.webp'), (error, info) => {
        console.log(error, info.format, info.width);
        resolve();
      }),
  );
  await pipeline(
    fs.createReadStream(at('in.png')),
    sharp().resize(8, 8).png(),
    fs.createWriteStream(at('small.png')),
  );
  console.log(brief(await sharp(at('small.png')).metadata()), digest(fs.readFileSync(at('small.png'))));
  const input = sharp();
  const outputs = [10, 20, 30].map((width) => input.clone().resize(width).png().toBuffer());
  Readable.from(fs.readFileSync(at('in.png')), { highWaterMark: 100 }).pipe(input);
  console.log((await Promise.all(outputs)).map(digest));
  const chunks = [];
  const sink = new Writable({ write: (chunk, encoding, done) => (chunks.push(chunk), done()) });
  await pipeline(sharp(at('in.png')).jpeg(), sink);
  console.log(digest(Buffer.concat(chunks)));
}

async function errors() {
  const said = (error) => `${error.name}: ${error.message.replaceAll(process.cwd(), '')}`.trim();
  console.log(await sharp(Buffer.from('no picture')).toBuffer().catch(said));
  console.log(await sharp(at('nowhere.png')).metadata().catch(said));
  const cut = (await noise(50, 50).png().toBuffer()).subarray(0, 3000);
  console.log(
    await sharp(cut)
      .raw()
      .toBuffer()
      .then(
        () => 'accepted',
        () => 'refused',
      ),
  );
  console.log(
    await sharp(cut, { failOn: 'none' })
      .raw()
      .toBuffer()
      .then(
        (x) => x.length,
        () => 'refused',
      ),
  );
  console.log(await noise(10, 10).extract({ left: 5, top: 5, width: 10, height: 10 }).toBuffer().catch(said));
  console.log(await noise(10, 10).resize(100000, 100000).jpeg().toBuffer().catch(said));
  for (const bad of [
    () => sharp(12),
    () => sharp(Buffer.alloc(0)),
    () => sharp().resize('x'),
    () => sharp().jpeg({ quality: 101 }),
    () => sharp().toFormat('nope'),
  ]) {
    try {
      bad();
    } catch (error) {
      console.log(said(error));
    }
  }
  await pipeline(
    Readable.from([Buffer.from('garbage')]),
    sharp().png(),
    new Writable({ write: (a, b, c) => c() }),
  ).catch((error) => console.log(said(error)));
}

async function volume() {
  const png = await noise(200, 200).png().toBuffer();
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      sharp(png)
        .resize(20 + i)
        .png()
        .toBuffer(),
    ),
  );
  clearInterval(timer);
  console.log(new Set(results.map(digest)).size, digest(Buffer.concat(results)), turns > 0);
  console.log(sharp.counters(), Object.keys(sharp.versions).includes('vips'), sharp.format.heif.id);
}

async function main() {
  for (const part of [formats, operations, files, errors]) {
    console.log(`--- ${part.name}`);
    await part();
  }
  await volume();
}

main();
