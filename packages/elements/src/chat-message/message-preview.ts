/**
 * The place of what a message's link says of itself. Its height is known before its own code and its picture are there, so that
 * neither moves anything when it comes.
 */
import type {Message} from '@parlor/sdk';
import {html, nothing} from 'lit';
import type {Strings} from '../strings.js';
import type {FindFile} from './message-files.js';
import '../strings/en-conversation.js';

type Preview = NonNullable<Message['content']['preview']>;

/** Its element is there, or on its way. */
let isComing = false;

function load(): void {
  if (isComing) return;
  isComing = true;
  import('../chat-link-preview/define.js').catch((error) => {
    isComing = false;
    reportError(error);
  });
}

const shows = ({content, deleted}: Message): boolean => !deleted && !content.noPreview;

/**
 * What is shown under a message. While an edit of one's own waits its link may be the same: then what was shown stays, until
 * the server says otherwise.
 */
export function previewOf(
  message: Message,
  before: Message | undefined,
  shown: Preview | undefined,
): Preview | undefined {
  if (!shows(message)) return undefined;
  const {preview, ranges} = message.content;
  if (preview || message.change?.is !== 'queued' || before?.id !== message.id) return preview;
  return ranges.some(({type, url}) => type === 'link' && url === shown?.url) ? shown : undefined;
}

/** What of the element the template needs. */
type Host = {readonly fileUrl: FindFile | undefined; readonly strings: Strings};

export function drawPreview({fileUrl, strings}: Host, message: Message, preview: Preview | undefined) {
  if (!preview) return nothing;
  load();
  return html`<span id="preview" hidden>${strings.linkNamed(preview.title)}</span><chat-link-preview
    class=${preview.description ? 'high' : ''}
    .message=${message}
    .preview=${preview}
    .fileUrl=${fileUrl}
  ></chat-link-preview>`;
}
