/** What a paste becomes: text wins over pictures of it, where it is rich its markup is kept, and a picture alone is attached (UX-C10). */
import {isRich} from './rich.js';

type Hands = {
  attach: (files: readonly File[]) => void;
  /** Whether the box still belongs to the conversation that was pasted into. */
  isHere: () => boolean;
  insert: (text: string) => void;
  report: (error: unknown) => void;
  /** Files can be attached. */
  takesFiles: boolean;
};

export async function paste(event: ClipboardEvent, {attach, isHere, insert, report, takesFiles}: Hands): Promise<void> {
  const data = event.clipboardData;
  const plain = data?.getData('text/plain') ?? '';
  const rich = data?.getData('text/html') ?? '';
  const files = [...(data?.files ?? [])];
  if (takesFiles && files.length > 0 && areMeant(files, plain, rich)) {
    event.preventDefault();
    attach(files);
    return;
  }
  if (!plain.trim() || !isRich(rich)) return;
  event.preventDefault();
  try {
    const {markupFrom} = await import('./paste-html.js');
    if (isHere()) insert(markupFrom(rich) || plain);
  } catch (error) {
    report(error);
  }
}

/** Where there is text as well, they are pictures of it; but a picture from a page, and a file with its name, are themselves. */
const areMeant = (files: readonly File[], plain: string, rich: string): boolean =>
  !plain.trim() || isPictureAlone(rich) || (files.length === 1 && files[0]?.name === plain.trim());

/** Whether HTML from the clipboard is one picture and nothing else. */
export const isPictureAlone = (html: string): boolean =>
  /^\s*<img\b[^>]*>\s*$/i.test(html.replace(/<!--.*?-->|<\/?(?:html|head|body|meta)\b[^>]*>/gis, ''));
