// What the React libraries share: a root that is drawn again with other messages.
import {createElement} from 'react';
import {createRoot} from 'react-dom/client';
import {timeOf} from './rows.js';

export const h = createElement;

export const Row = ({message: {name, text, at, own}}) =>
  h(
    'article',
    {className: own ? 'row own' : 'row'},
    h('b', null, name),
    h('p', null, text),
    h('time', null, timeOf(at)),
  );

/** `view(state)` gives the element; state is `{messages, added}`, `added` counting what was put in front so far. */
export function drawn(host, messages, view) {
  const root = createRoot(host);
  const state = {messages, added: 0, change: 'first'};
  const draw = () => root.render(view(state));
  draw();
  return {
    append: (one) => {
      Object.assign(state, {messages: [...state.messages, one], change: 'append'});
      draw();
    },
    prepend: (older) => {
      Object.assign(state, {
        messages: [...older, ...state.messages],
        added: state.added + older.length,
        change: 'prepend',
      });
      draw();
    },
    destroy: () => root.unmount(),
  };
}
