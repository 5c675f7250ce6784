'use strict';

// Draws: shapes, gradients, text, pictures, pixels; encodes in every format; PDF and SVG.

const fs = require('node:fs');
const path = require('node:path');
const http = require('node:http');
const crypto = require('node:crypto');
const skia = require('@napi-rs/canvas');

const digest = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const { createCanvas, loadImage, GlobalFonts, Path2D, Image, ImageData } = skia;
const font = require.resolve('@fontsource/press-start-2p/files/press-start-2p-latin-400-normal.woff2');

function failure(run) {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
}

function drawing() {
  const canvas = createCanvas(200, 150);
  const c = canvas.getContext('2d');
  const gradient = c.createLinearGradient(0, 0, 200, 150);
  gradient.addColorStop(0, 'navy');
  gradient.addColorStop(0.5, '#f80c');
  gradient.addColorStop(1, 'hsl(120 100% 40%)');
  c.fillStyle = gradient;
  c.fillRect(0, 0, 200, 150);
  const radial = c.createRadialGradient(60, 60, 5, 60, 60, 40);
  radial.addColorStop(0, 'white');
  radial.addColorStop(1, 'transparent');
  c.fillStyle = radial;
  c.beginPath();
  c.arc(60, 60, 40, 0, Math.PI * 2);
  c.fill();
  c.save();
  c.translate(120, 80);
  c.rotate(0.5);
  c.scale(1.5, 0.8);
  c.shadowColor = 'black';
  c.shadowBlur = 6;
  c.shadowOffsetX = 3;
  c.lineWidth = 4;
  c.lineJoin = 'round';
  c.setLineDash([10, 4]);
  c.strokeStyle = 'rebeccapurple';
  c.strokeRect(-20, -20, 40, 40);
  c.restore();
  const star = new Path2D('M 150 20 L 160 50 L 190 50 L 165 65 L 175 95 L 150 78 Z');
  c.globalCompositeOperation = 'screen';
  c.fillStyle = 'yellow';
  c.fill(star);
  c.clip(star);
  c.bezierCurveTo(0, 0, 100, 200, 200, 0);
  c.stroke();
  console.log(
    c.isPointInPath(star, 155, 60),
    c.getTransform(),
    c.lineDashOffset,
    c.fillStyle,
    star.toSVGString(),
  );
  console.log(digest(canvas.data()), canvas.data().length);
  console.log(
    failure(() => c.arc(0, 0, -1, 0, 1)),
    failure(() => gradient.addColorStop(2, 'red')),
  );
  console.log(
    failure(() => c.drawImage({}, 0, 0)),
    canvas.getContext('webgl'),
  );
  return canvas;
}

function text() {
  console.log(GlobalFonts.has('Nowhere'), GlobalFonts.registerFromPath('/nowhere.ttf'));
  console.log(GlobalFonts.registerFromPath(font, 'Pixels') !== null, GlobalFonts.has('Pixels'));
  console.log(
    GlobalFonts.register(fs.readFileSync(font), 'Again') !== null,
    GlobalFonts.families.some((each) => each.family === 'Again'),
  );
  const canvas = createCanvas(300, 60);
  const c = canvas.getContext('2d');
  c.font = '16px Pixels';
  const { width, actualBoundingBoxAscent, fontBoundingBoxDescent } = c.measureText('Hello, canvas!');
  console.log(c.font, width, actualBoundingBoxAscent, fontBoundingBoxDescent);
  c.fillText('Hello, canvas!', 10, 30);
  c.strokeStyle = 'red';
  c.strokeText('stroked', 10, 55, 100);
  c.textAlign = 'right';
  c.letterSpacing = '3px';
  c.fillText('end', 290, 55);
  console.log(digest(canvas.data()));
}

async function encoding(canvas) {
  for (const format of ['png', 'jpeg', 'webp', 'avif', 'gif']) {
    const bytes = canvas.encodeSync(format, 80);
    const later = await canvas.encode(format, 80);
    console.log(format, bytes.length, digest(bytes), later.equals(bytes), Buffer.isBuffer(later));
  }
  console.log(
    canvas.toDataURL('image/png').slice(0, 40),
    digest(await canvas.toDataURLAsync('image/jpeg', 0.5)),
  );
  console.log(
    canvas.toBuffer('image/webp').length,
    failure(() => canvas.encodeSync('bmp')),
  );
  const chunks = [];
  for await (const chunk of canvas.encodeStream('png')) chunks.push(chunk);
  console.log(
    digest(Buffer.concat(chunks)),
    chunks.every((chunk) => chunk instanceof Uint8Array),
  );
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  console.log(blob.type, blob.size, digest(Buffer.from(await blob.arrayBuffer())));
  console.log((await canvas.convertToBlob({ type: 'image/jpeg' })).type);
}

async function pictures(canvas) {
  const file = path.join(process.cwd(), 'picture.png');
  fs.writeFileSync(file, canvas.toBuffer('image/png'));
  const sources = [
    file,
    fs.readFileSync(file),
    new Uint8Array(fs.readFileSync(file)),
    canvas.toDataURL(),
    fs.createReadStream(file),
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="lime"/></svg>',
    ),
  ];
  for (const source of sources) {
    const image = await loadImage(source);
    const small = createCanvas(50, 40);
    small.getContext('2d').drawImage(image, 0, 0, 50, 40);
    console.log(image.width, image.height, image.complete, digest(small.data()));
  }
  const server = http.createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/picture.png' }).end();
    else if (request.url === '/picture.png') response.end(fs.readFileSync(file));
    else response.writeHead(404).end('nothing');
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  console.log((await loadImage(`${address}/moved`)).width);
  console.log(
    await loadImage(`${address}/none`).catch(
      (error) => `${error.name}: ${error.message.replace(address, '')}`,
    ),
  );
  server.close();
  server.closeAllConnections();
  console.log(await loadImage('/nowhere.png').catch((error) => `${error.name} ${error.code}`));
  const broken = new Image();
  broken.onerror = (error) => console.log('onerror', error.constructor.name);
  broken.src = Buffer.from('garbage');
  console.log(await broken.decode().catch((error) => [error.name, error.message]));
}

function pixels() {
  const canvas = createCanvas(4, 2);
  const c = canvas.getContext('2d');
  c.fillStyle = '#123456';
  c.fillRect(0, 0, 2, 2);
  const data = c.getImageData(0, 0, 4, 2);
  console.log(data.data, data.width, data.height);
  for (let i = 0; i < data.data.length; i += 4) data.data.set([i, 255 - i, 7, 255], i);
  c.putImageData(data, 0, 0);
  console.log(
    canvas.data(),
    new ImageData(2, 2).data.length,
    new ImageData(new Uint8ClampedArray(16).fill(9), 2, 2).data[0],
  );
  console.log(failure(() => new ImageData(new Uint8ClampedArray(15), 2, 2)));
  const shared = canvas.data();
  c.clearRect(0, 0, 4, 2);
  console.log(shared.length, c.getImageData(0, 0, 1, 1).data);
  const matrix = new skia.DOMMatrix().translate(1, 2).rotate(90).scale(2);
  console.log(
    matrix.toString(),
    matrix
      .inverse()
      .toFloat64Array()
      .map((each) => Math.round(each * 1e6)),
  );
}

async function more() {
  const encoder = new skia.GifEncoder(10, 10);
  for (const color of ['red', 'blue']) {
    const frame = createCanvas(10, 10);
    frame.getContext('2d').fillStyle = color;
    frame.getContext('2d').fillRect(0, 0, 10, 10);
    encoder.addFrame(frame.data(), 10, 10, { delay: 100 });
  }
  console.log(encoder.frameCount, digest(encoder.finish()));
  const drawn = createCanvas(30, 30, skia.SvgExportFlag.ConvertTextToPaths);
  drawn.getContext('2d').fillRect(5, 5, 10, 10);
  console.log(drawn.getContent().toString());
  const results = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const each = createCanvas(50, 50);
      each.getContext('2d').fillRect(i, i, 10, 10);
      return digest(await each.encode('png'));
    }),
  );
  console.log(new Set(results).size);
  for (let i = 0; i < 300; i++) createCanvas(300, 300).getContext('2d').fillRect(0, 0, 9, 9);
}

async function main() {
  const canvas = drawing();
  text();
  await encoding(canvas);
  await pictures(canvas);
  pixels();
  await more();
}

main();
