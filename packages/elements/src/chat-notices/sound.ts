/** The sound of a new message (UX-N3): two short tones made here, or the host's own file. */

/** Browsers are silent until the reader has done something in the page. */
let context: AudioContext | undefined;
const unlock = (): void => void (context ??= new AudioContext()).resume();

/** Prepares it with the first gesture; returns how to stop waiting for one. */
export function unlockSound(): () => void {
  const options = {once: true, capture: true, passive: true};
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, unlock, options);
  return () => {
    for (const type of ['pointerdown', 'keydown']) removeEventListener(type, unlock, {capture: true});
  };
}

export async function playSound(source: string): Promise<void> {
  if (source !== 'on') return new Audio(source).play();
  // before the first gesture there is nothing to hear, and no promise to wait for
  if (context?.state !== 'running') return;
  tone(context, 660, 0);
  tone(context, 880, 0.09);
}

function tone(audio: AudioContext, pitch: number, after: number): void {
  const begin = audio.currentTime + after;
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(0.12, begin + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.22);
  const source = audio.createOscillator();
  source.frequency.value = pitch;
  source.connect(volume).connect(audio.destination);
  source.start(begin);
  source.stop(begin + 0.24);
}
