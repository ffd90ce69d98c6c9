/** Where a reader was: a message and where its top stood in the view, px; or at the end. */
export type LogPosition = {atEnd: true} | {atEnd: false; key: string; top: number};
