'use strict';

// Renders SVG: sizes, fonts, backgrounds, bounding boxes, pixels, on threads, and what is no SVG.

const fs = require('node:fs');
const crypto = require('node:crypto');
const { Resvg, renderAsync } = require('@resvg/resvg-js');

const digest = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60">
  <defs><linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue" stop-opacity=".5"/></linearGradient>
  <filter id="f"><feGaussianBlur stdDeviation="2"/></filter></defs>
  <rect x="5" y="5" width="80" height="40" fill="url(#g)" rx="8"/><circle cx="90" cy="30" r="20" fill="lime" filter="url(#f)"/>
  <text x="10" y="55" font-family="Press Start 2P" font-size="8">text ü</text></svg>`;

const said = (run) => {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
};

async function main() {
  const font = {
    loadSystemFonts: false,
    fontFiles: [require.resolve('@fontsource/press-start-2p/files/press-start-2p-latin-400-normal.woff2')],
  };
  const first = new Resvg(svg, { font });
  const image = first.render();
  console.log(
    first.width,
    first.height,
    image.width,
    image.height,
    digest(image.pixels),
    image.pixels.length,
  );
  const png = image.asPng();
  console.log(Buffer.isBuffer(png), png.subarray(1, 4).toString(), digest(png));
  const box = ({ x, y, width, height }) => [x, y, width, height];
  console.log(box(first.getBBox()), box(first.innerBBox()), digest(first.toString()));
  for (const fitTo of [
    { mode: 'width', value: 300 },
    { mode: 'height', value: 30 },
    { mode: 'zoom', value: 2.5 },
  ]) {
    const fitted = new Resvg(svg, { font, fitTo, background: 'rgba(10, 20, 30, .5)' }).render();
    console.log(fitted.width, fitted.height, digest(fitted.asPng()));
  }
  const cropped = new Resvg(Buffer.from(svg), {
    font,
    crop: { left: 10, top: 10, right: 60, bottom: 40 },
  }).render();
  console.log(cropped.width, cropped.height, digest(cropped.pixels));
  const linked = new Resvg(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="https://x.example/a.png" width="9" height="9"/></svg>',
    { font },
  );
  console.log(linked.imagesToResolve());
  linked.resolveImage('https://x.example/a.png', png);
  console.log(digest(linked.render().pixels));
  console.log(
    said(() => new Resvg('<svg')),
    said(() => new Resvg('no svg')),
    said(() => new Resvg(12)),
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const many = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      renderAsync(svg, { font, fitTo: { mode: 'width', value: 100 + i * 20 } }),
    ),
  );
  clearInterval(timer);
  console.log(
    many.map((each) => each.width).join(),
    digest(Buffer.concat(many.map((each) => each.asPng()))),
    turns > 0,
  );
  console.log(await renderAsync('broken').catch((error) => `${error.code}: ${error.message}`));
  const stop = new AbortController();
  const aborted = renderAsync(svg, { font }, stop.signal);
  console.log(await aborted.then((each) => each.width));
  fs.writeFileSync('out.png', new Resvg(svg, { font }).render().asPng());
  console.log(fs.statSync('out.png').size === png.length);
}

main();
