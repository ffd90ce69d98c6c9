/** What a picture looks like before it is there: a few colours, from the ThumbHash that comes with it (PWP-FILE-005). */
import {thumbHashToRGBA} from 'thumbhash';

/** Draws it; false where it is none. */
export function drawPlaceholder(canvas: HTMLCanvasElement, placeholder: string): boolean {
  try {
    const hash = Uint8Array.from(atob(placeholder), (letter) => letter.charCodeAt(0));
    const {w, h, rgba} = thumbHashToRGBA(hash);
    canvas.width = w;
    canvas.height = h;
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
    return true;
  } catch {
    // of another kind, or damaged: the plain room says as much
    return false;
  }
}
