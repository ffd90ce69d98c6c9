import {useLayoutEffect, useRef} from 'react';
import {VList} from 'virtua';
import {drawn, h, Row} from './react.js';

export const convert = (message) => message;

function List({state: {messages, change}}) {
  const list = useRef(null);
  const sticks = useRef(true);
  useLayoutEffect(() => {
    if (sticks.current) list.current?.scrollToIndex(messages.length - 1, {align: 'end'});
  }, [messages.length]);
  const onScroll = (offset) => {
    sticks.current = offset - list.current.scrollSize + list.current.viewportSize >= -4;
  };
  // as its documentation has it for a chat
  return h(
    VList,
    {ref: list, data: messages, shift: change === 'prepend', onScroll, style: {blockSize: '100%'}},
    (message) => h(Row, {key: message.n, message}),
  );
}

export const create = (host, messages) => drawn(host, messages, (state) => h(List, {state: {...state}}));
