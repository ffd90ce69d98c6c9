/** A number where there is little room: from a thousand on in short, as the language writes it ("13K", "1,3万"). */
const formats = new Map<string, Intl.NumberFormat>();

export function shortCount(count: number, locale: string): string {
  if (count < 1000) return String(count);
  let format = formats.get(locale);
  if (!format) {
    format = new Intl.NumberFormat(locale, {notation: 'compact', maximumFractionDigits: 1});
    formats.set(locale, format);
  }
  return format.format(count);
}
