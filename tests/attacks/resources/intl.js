// Tries: ICU's memory: formatters of every locale, kept; collators, segmenters over long texts.
// Escape: the host's memory grows without bound.
const kept = [];
attempt('formatters', () => {
  const locales = ['de', 'fr', 'ja', 'ar', 'hi', 'zh', 'ru', 'th', 'he', 'fa'];
  for (let i = 0; i < 300; i++) {
    kept.push(
      new Intl.DateTimeFormat(locales[i % 10], { dateStyle: 'full' }),
      new Intl.Collator(locales[i % 10]),
    );
  }
  for (const one of new Intl.Segmenter('th', { granularity: 'word' }).segment('ก'.repeat(1e5)))
    if (one === 1) break;
});
