// The floor: a native scroller with every row in it and no library at all.
import {timeOf} from './rows.js';

export const convert = (message) => message;

function row({name, text, at, own}) {
  const article = document.createElement('article');
  article.className = own ? 'row own' : 'row';
  for (const [tag, words] of [
    ['b', name],
    ['p', text],
    ['time', timeOf(at)],
  ]) {
    const part = document.createElement(tag);
    part.textContent = words;
    article.append(part);
  }
  return article;
}

export function create(host, messages) {
  const list = document.createElement('div');
  list.className = 'list';
  list.append(...messages.map(row));
  host.append(list);
  list.scrollTop = list.scrollHeight;
  return {
    append: (one) => {
      list.append(row(one));
      list.scrollTop = list.scrollHeight;
    },
    prepend: (older) => list.prepend(...older.map(row)),
    destroy: () => list.remove(),
  };
}
