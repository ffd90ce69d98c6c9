/** Names of files, from anywhere, for anywhere. */

const longest = 200;
/** Separators, what Windows forbids in names, and control characters. */
const unfit = /[/\\:*?"<>|\p{Cc}]/gu;
/** Invisible characters that turn the direction of text: `gpj.exe` must not read as `exe.jpg` (S34). */
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
/** Names that are devices on Windows, with whatever extension. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** Only the last part of a path, nothing that leads out of a folder, and short enough for every file system. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const plain = last
    .normalize('NFC')
    .replace(turning, '')
    .replace(unfit, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .replace(device, '_$1');
  if (plain === '') return 'file';
  if (plain.length <= longest) return plain;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(plain)?.[0] ?? '';
  return plain.slice(0, longest - extension.length).replace(/[\uD800-\uDBFF]$/, '') + extension;
}
