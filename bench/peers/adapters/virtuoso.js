import {Virtuoso} from 'react-virtuoso';
import {drawn, h, Row} from './react.js';

export const convert = (message) => message;
const far = 10_000_000;

export const create = (host, messages) =>
  drawn(host, messages, (state) =>
    h(Virtuoso, {
      data: state.messages,
      firstItemIndex: far - state.added,
      initialTopMostItemIndex: {index: 'LAST', align: 'end'},
      followOutput: true,
      style: {blockSize: '100%'},
      computeItemKey: (_, message) => message.n,
      itemContent: (_, message) => h(Row, {message}),
    }),
  );
