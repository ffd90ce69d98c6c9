/** The size of a file in words: 340 kB, 1.2 MB. As limits count them: a kilobyte is 1024 bytes. */
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

const formats = new Map<string, Intl.NumberFormat>();

export function fileSize(bytes: number, locale: string): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  const maximumFractionDigits = unit > 1 && amount < 10 ? 1 : 0;
  const key = `${locale} ${unit} ${maximumFractionDigits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: units[unit],
      unitDisplay: unit === 0 ? 'long' : 'short',
      maximumFractionDigits,
    });
    formats.set(key, format);
  }
  return format.format(amount);
}
