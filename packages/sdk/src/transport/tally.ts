/** Whether all came that was sent: a tick says how many frames went before it on this connection (PWP-SYNC-012). */
import type {ServerFrame} from '../protocol/frames.js';

/**
 * For one connection: gives each frame of it on, but `lag` in place of a tick before which something is missing. `unknown` are
 * frames of a kind that this version does not know: they came.
 */
export function createTally(): <Frame extends ServerFrame | 'unknown'>(frame: Frame) => Frame | ServerFrame {
  let came = 0;
  return (frame) => {
    const {type, frames = came} = frame as {type?: string; frames?: number};
    const isShort = type === 'tick' && came < frames;
    // the hello is where counting begins
    came = type === 'hello' ? 0 : (type === 'tick' ? frames : came) + 1;
    return isShort ? {type: 'lag'} : frame;
  };
}
