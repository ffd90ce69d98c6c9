/**
 * The place of files in a message. It is there before their own code and their bytes are: a picture's by the measures that came
 * with the message, so that no row changes its height (UX-M15).
 */
import type {FileUrl, Message, MessageFile} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {fileWords, isPicture} from '../internal/file-words.js';
import {setStyle} from '../internal/set-style.js';
import type {Strings} from '../strings.js';

/** Where a file is read from. */
export type FindFile = (file: MessageFile, message: Message) => FileUrl | Promise<FileUrl>;

/** What of the element these templates need. */
type Host = {
  readonly fileUrl: FindFile | undefined;
  readonly strings: Strings;
  do(action: 'delete'): void;
};

const most = {width: 320, height: 360};
/** A picture that is all width or all height is cut rather than a line. */
const least = 72;

/** The room of a picture, px: as large as it is, at most 320 × 360. */
export function roomOf({width = 1, height = 1}: Pick<MessageFile, 'width' | 'height'>): {
  width: number;
  height: number;
} {
  const share = Math.min(1, most.width / width, most.height / height);
  return {width: Math.max(least, Math.round(width * share)), height: Math.max(least, Math.round(height * share))};
}

/** Their element is there, or on its way. */
let isComing = false;

function load(): void {
  if (isComing) return;
  isComing = true;
  import('../chat-attachment/define.js').catch((error) => {
    isComing = false;
    reportError(error);
  });
}

export function drawFiles(host: Host, message: Message, who: string) {
  const {content, delivery} = message;
  if (content.attachments.length === 0) return nothing;
  load();
  const pictures = content.attachments.filter(isPicture);
  const others = content.attachments.filter((file) => !isPicture(file));
  const {fileUrl} = host;
  const find = fileUrl && ((one: MessageFile): FileUrl | Promise<FileUrl> => fileUrl(one, message));
  const draw = (file: MessageFile, style: Record<string, string> = {}) => html`<chat-attachment
      .file=${file}
      .album=${pictures}
      .who=${who}
      .failed=${delivery?.is === 'failed'}
      .fileUrl=${find}
      @chat-cancel-upload=${() => host.do('delete')}
      ${setStyle(style)}
    ></chat-attachment>`;
  const [first] = pictures;
  return html`<div class="files" part="media">${
    pictures.length > 1 ? html`<div class="album">${pictures.map((file) => draw(file))}</div>` : nothing
  }${pictures.length === 1 && first ? drawAlone(first, draw) : nothing}${others.map((file) => draw(file))}<span id="files" hidden
      >${fileWords(content.attachments, host.strings)}</span
    ></div>`;
}

function drawAlone(file: MessageFile, draw: (file: MessageFile, style: Record<string, string>) => unknown) {
  const {width, height} = roomOf(file);
  return draw(file, {'inline-size': `${width}px`, 'aspect-ratio': `${width} / ${height}`});
}
