'use strict';

/** Media types by the endings of file names, as Bun has them. */

const BY_TYPE = {
  __proto__: null,
  'application/epub+zip': 'epub',
  'application/gzip': 'gz',
  'application/java-archive': 'jar',
  'application/java-vm': 'class',
  'application/json5': 'json5',
  'application/json;charset=utf-8': 'json map',
  'application/ld+json': 'jsonld',
  'application/manifest+json': 'webmanifest',
  'application/msword': 'doc',
  'application/pdf': 'pdf',
  'application/postscript': 'ps',
  'application/toml': 'toml',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-fontobject': 'eot',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/wasm': 'wasm',
  'application/x-7z-compressed': '7z',
  'application/x-bzip2': 'bz2',
  'application/x-httpd-php': 'php',
  'application/x-iso9660-image': 'iso',
  'application/x-iwork-keynote-sffkey': 'key',
  'application/x-msdownload': 'dll exe',
  'application/x-perl': 'pl',
  'application/x-rar-compressed': 'rar',
  'application/x-sh': 'sh',
  'application/x-shockwave-flash': 'swf',
  'application/x-sql': 'sql',
  'application/x-tar': 'tar',
  'application/xhtml+xml': 'xhtml',
  'application/xml': 'xml',
  'application/xslt+xml': 'xsl',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg opus',
  'audio/webm': 'weba',
  'audio/x-flac': 'flac',
  'audio/x-m4a': 'm4a',
  'audio/x-wav': 'wav',
  'font/otf': 'otf',
  'font/ttf': 'ttf',
  'font/woff': 'woff',
  'font/woff2': 'woff2',
  'image/apng': 'apng',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/jpeg': 'jpeg jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/tiff': 'tif tiff',
  'image/webp': 'webp',
  'image/x-icon': 'ico',
  'image/x-ms-bmp': 'bmp',
  'text/calendar': 'ics',
  'text/css;charset=utf-8': 'css',
  'text/csv': 'csv',
  'text/html;charset=utf-8': 'htm html',
  'text/javascript;charset=utf-8': 'cjs cts js jsx mjs mts ts tsx',
  'text/less': 'less',
  'text/markdown': 'md',
  'text/plain;charset=utf-8': 'conf ini log txt',
  'text/rtf': 'rtf',
  'text/tab-separated-values': 'tsv',
  'text/x-c': 'c cpp h',
  'text/x-java-source': 'java',
  'text/x-lua': 'lua',
  'text/x-sass': 'sass',
  'text/x-scss': 'scss',
  'text/yaml': 'yaml yml',
  'video/mp4': 'mp4',
  'video/mpeg': 'mpeg mpg',
  'video/ogg': 'ogv',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/x-flv': 'flv',
  'video/x-m4v': 'm4v',
  'video/x-matroska': 'mkv',
  'video/x-ms-wmv': 'wmv',
  'video/x-msvideo': 'avi',
};

const DEFAULT = 'application/octet-stream';

const types = new Map();
for (const type of Object.keys(BY_TYPE)) {
  for (const ending of BY_TYPE[type].split(' ')) types.set(ending, type);
}

/** @param {string} path @returns {string} */
function typeOfPath(path) {
  const dot = path.lastIndexOf('.');
  if (dot === -1) return DEFAULT;
  return types.get(path.slice(dot + 1).toLowerCase()) ?? DEFAULT;
}

module.exports = { DEFAULT, typeOfPath };
